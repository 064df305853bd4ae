using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>
/// Attention in blocks of queries; scores and softmax in fp32. The query heads that share a key-value head are rows of one
/// matrix product, so keys and values are not repeated. Backward needs every block's weights, which the graph keeps;
/// without gradients one block exists at a time.
/// </summary>
internal static class BlockedAttention
{
    /// <summary>Mixes values.</summary>
    /// <param name="q">Queries, <c>[batch, heads, length, size]</c>.</param>
    /// <param name="k">Keys, <c>[batch, key-value heads, length, size]</c>.</param>
    /// <param name="v">Values, <c>[batch, key-value heads, length, size]</c>.</param>
    /// <param name="context">The bias, the size of a block, and what to return.</param>
    /// <returns>States <c>[batch, heads, length, size]</c>.</returns>
    public static AttentionResult Mix(Tensor q, Tensor k, Tensor v, LayerContext context)
    {
        var (batch, heads, length, size) = (q.shape[0], q.shape[1], q.shape[2], q.shape[3]);
        var (shared, group) = (k.shape[1], heads / k.shape[1]);
        var queries = q.reshape(batch, shared, group, length, size);
        var keys = k.contiguous().transpose(-2, -1);
        var values = v.contiguous();
        var bias = context.Bias.dim() == 4 ? context.Bias.unsqueeze(1) : context.Bias;
        List<Tensor> states = [], maps = [], masses = [];
        for (long start = 0; start < length; start += context.Execution.AttentionBlock)
        {
            using var scope = NewDisposeScope();
            var rows = Math.Min(context.Execution.AttentionBlock, length - start);
            var products = queries.narrow(3, start, rows).reshape(batch, shared, group * rows, size).matmul(keys);
            var scores = products.to(ScalarType.Float32).view(batch, shared, group, rows, length) / Math.Sqrt(size) + bias.narrow(-2, start, rows);
            var map = scores.softmax(-1);
            var mixed = map.to(v.dtype).view(batch, shared, group * rows, length).matmul(values);
            states.Add(mixed.view(batch, heads, rows, size).MoveToOuterDisposeScope());
            if (context.KeepMap)
                maps.Add(map.view(batch, heads, rows, length).MoveToOuterDisposeScope());
            if (context.FutureMass)
                masses.Add(FutureMass.OfRows(map.detach().mean([1, 2]), start).MoveToOuterDisposeScope());
        }

        return new(cat(states, 2), context.KeepMap ? cat(maps, 2) : null, context.FutureMass ? cat(masses, 1) : null);
    }
}
