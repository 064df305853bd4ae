using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>The future attention actually used: the weight after softmax that queries i put on keys j &gt; i.</summary>
public static class FutureMass
{
    /// <summary>The mean over real positions, one number a layer, 0 to 1.</summary>
    /// <param name="mass">As of <see cref="DecoderOutput.FutureMass"/>, <c>[layers, batch, length]</c>.</param>
    /// <param name="padding">bool <c>[batch, length]</c>, true at real positions; null counts every position.</param>
    /// <returns><c>[layers]</c>; zeros when no position is real.</returns>
    public static double[] PerLayer(Tensor mass, Tensor? padding = null)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var real = (padding ?? ones(mass.shape[1..], dtype: ScalarType.Bool, device: mass.device)).to(ScalarType.Float32);
        var means = (mass * real).sum([1, 2]) / real.sum().clamp(1.ToScalar());
        return [.. means.cpu().data<float>().ToArray().Select(mean => (double)mean)];
    }

    /// <summary>The weight on later keys, mean over heads.</summary>
    /// <param name="map">Attention after softmax, <c>[batch, heads, length, length]</c>, outside the graph.</param>
    /// <returns><c>[batch, length]</c>.</returns>
    internal static Tensor OfMap(Tensor map) => map.mean([1]).triu(1).sum(-1);
}
