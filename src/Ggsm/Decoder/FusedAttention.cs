using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>
/// Attention by libtorch's <c>scaled_dot_product_attention</c>: block by block, the softmax in fp32, no weights kept for backward. It
/// gives no gradient to the bias.
/// </summary>
internal static class FusedAttention
{
    /// <summary>Mixes values. As for <see cref="PlainAttention.Mix"/>, without a map.</summary>
    public static AttentionResult Mix(Tensor q, Tensor k, Tensor v, LayerContext context)
    {
        // The kernels of a GPU take a bias in the type of the queries alone.
        var bias = q.is_cuda ? context.Bias.to(q.dtype) : context.Bias;
        var states = nn.functional.scaled_dot_product_attention(q, k, v, bias, 0, false);
        return new(states, null, context.FutureMass ? Mass(q, k, context.Bias) : null);
    }

    /// <summary>The kernel does not tell its weights: they are made once more outside the graph, for one row of the batch at a time.</summary>
    private static Tensor Mass(Tensor q, Tensor k, Tensor bias)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var rows = Enumerable.Range(0, (int)q.shape[0]).Select(OfRow).ToArray();
        return cat(rows, 0).MoveToOuterDisposeScope();

        Tensor OfRow(int row)
        {
            using var inner = NewDisposeScope();
            var own = bias.dim() == 2 ? bias : bias.narrow(0, row, 1);
            return FutureMass.OfMap(PlainAttention.Map(q.narrow(0, row, 1), k.narrow(0, row, 1), own)).MoveToOuterDisposeScope();
        }
    }
}
