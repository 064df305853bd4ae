using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>Ways to make future weights w_ij, and to sum them up.</summary>
public static class FutureWeights
{
    /// <summary>The same weight everywhere, <c>[length, length]</c>.</summary>
    public static Tensor Constant(long length, double weight, Device device) =>
        full([length, length], weight, dtype: ScalarType.Float32, device: device);

    /// <summary>A weight for each key position, <c>[length]</c>, seen alike by every query: <c>[length, length]</c>.</summary>
    public static Tensor PerKey(Tensor weights)
    {
        var length = weights.shape[0];
        return weights.unsqueeze(0).expand(length, length);
    }

    /// <summary>
    /// The mean of w_ij over future pairs of real positions; over all future pairs when <paramref name="padding"/> is null.
    /// 0 when there is no such pair.
    /// </summary>
    /// <param name="weights"><c>[length, length]</c> or <c>[batch, length, length]</c>.</param>
    /// <param name="padding">bool <c>[batch, length]</c>, true at real positions.</param>
    public static double Mean(Tensor weights, Tensor? padding = null)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var length = weights.shape[^1];
        var pairs = ones([length, length], dtype: ScalarType.Float32, device: weights.device).triu(1);
        if (padding is not null)
        {
            var real = padding.to(ScalarType.Float32);
            pairs = pairs * real.unsqueeze(1) * real.unsqueeze(2);
        }

        var count = pairs.sum().item<float>();
        if (count == 0)
            return 0;
        var all = weights.dim() == 2 || padding is not null ? weights : weights.mean([0]);
        return (all * pairs).sum().item<float>() / count;
    }

    /// <summary>The number of future pairs of real positions: what <see cref="Mean"/> averages over.</summary>
    /// <param name="padding">bool <c>[batch, length]</c>, true at real positions.</param>
    public static long Pairs(Tensor padding)
    {
        using var scope = NewDisposeScope();
        var real = padding.sum(1);
        return (real * (real - 1)).sum().item<long>() / 2;
    }
}
