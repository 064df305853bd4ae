using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>Attention over all pairs of positions at once; scores and softmax in fp32.</summary>
internal static class PlainAttention
{
    /// <summary>Mixes values.</summary>
    /// <param name="q">Queries, <c>[batch, heads, length, size]</c>.</param>
    /// <param name="k">Keys, <c>[batch, heads, length, size]</c>.</param>
    /// <param name="v">Values, <c>[batch, heads, length, size]</c>.</param>
    /// <param name="context">The bias, and what to return.</param>
    /// <returns>States <c>[batch, heads, length, size]</c>.</returns>
    public static AttentionResult Mix(Tensor q, Tensor k, Tensor v, LayerContext context)
    {
        var map = Map(q, k, context.Bias);
        return new(map.to(v.dtype).matmul(v), context.KeepMap ? map : null, context.FutureMass ? FutureMass.OfMap(map.detach()) : null);
    }

    /// <summary>The weights after softmax, fp32 <c>[batch, heads, length, length]</c>.</summary>
    public static Tensor Map(Tensor q, Tensor k, Tensor bias) =>
        (q.matmul(k.transpose(-2, -1)).to(ScalarType.Float32) / Math.Sqrt(q.shape[3]) + bias).softmax(-1);
}
