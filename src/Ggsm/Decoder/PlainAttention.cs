using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>Attention over all pairs of positions at once; scores and softmax in fp32.</summary>
internal static class PlainAttention
{
    /// <summary>Mixes values.</summary>
    /// <param name="q">Queries, <c>[batch, heads, length, size]</c>.</param>
    /// <param name="k">Keys, <c>[batch, key-value heads, length, size]</c>.</param>
    /// <param name="v">Values, <c>[batch, key-value heads, length, size]</c>.</param>
    /// <param name="context">The bias, and what to return.</param>
    /// <returns>States <c>[batch, heads, length, size]</c>.</returns>
    public static AttentionResult Mix(Tensor q, Tensor k, Tensor v, LayerContext context)
    {
        var scores = q.matmul(Repeat(k).transpose(-2, -1)).to(ScalarType.Float32) / Math.Sqrt(q.shape[3]) + context.Bias;
        var map = scores.softmax(-1);
        return new(map.to(v.dtype).matmul(Repeat(v)), context.KeepMap ? map : null, context.FutureMass ? FutureMass.OfRows(map.detach().mean([1]), 0) : null);

        Tensor Repeat(Tensor x)
        {
            var (heads, group) = (x.shape[1], q.shape[1] / x.shape[1]);
            return group == 1
                ? x
                : x.unsqueeze(2).expand(x.shape[0], heads, group, x.shape[2], x.shape[3]).reshape(x.shape[0], heads * group, x.shape[2], x.shape[3]);
        }
    }
}
