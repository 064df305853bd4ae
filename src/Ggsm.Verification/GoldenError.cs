using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Verification;

/// <summary>Deviations from references. A value that is not finite on one side only counts as infinitely wrong.</summary>
internal static class GoldenError
{
    /// <summary>A bias at or below this is closed, whatever large number stands for it.</summary>
    private const double Closed = -1e5;

    public static double Absolute(double found, double expected)
    {
        var error = Math.Abs(found - expected);
        return double.IsNaN(error) ? double.PositiveInfinity : error;
    }

    public static double Relative(double found, double expected) =>
        Absolute(found, expected) / Math.Max(Math.Abs(expected), 1e-12);

    /// <summary>The largest absolute difference of two tensors; infinite when their shapes differ.</summary>
    public static double Absolute(Tensor found, Tensor expected)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        if (!found.shape.SequenceEqual(expected.shape))
            return double.PositiveInfinity;
        var error = (found.detach() - expected).abs().max().item<float>();
        return float.IsNaN(error) ? double.PositiveInfinity : error;
    }

    /// <summary>The same for biases, where one large negative number is as good as another.</summary>
    public static double Bias(Tensor found, Tensor expected)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return Absolute(found.clamp_min(Closed), expected.clamp_min(Closed));
    }
}
