using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Verification;

/// <summary>How far results may lie from the references.</summary>
/// <param name="Value">Absolute, for losses, states and weights of single cases.</param>
/// <param name="Gradient">Absolute, for gradients of single cases.</param>
/// <param name="Run">Relative, for whole training runs.</param>
internal sealed record GoldenTolerance(double Value, double Gradient, double Run)
{
    private const string LibtorchOfReferences = "1.13.";

    public static GoldenTolerance For(Device device)
    {
        var factor = device.type == DeviceType.CPU && __version__.StartsWith(LibtorchOfReferences, StringComparison.Ordinal) ? 1 : 10;
        return new GoldenTolerance(1e-5 * factor, 1e-4 * factor, 1e-4 * factor);
    }
}
