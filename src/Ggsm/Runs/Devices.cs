using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Runs;

/// <summary>Where to compute.</summary>
public static class Devices
{
    /// <summary>Reads <c>auto</c> (CUDA when there), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    /// <exception cref="BadInputException">The name is none of these, or CUDA is asked for and not there.</exception>
    public static Device Parse(string name)
    {
        if (name == "cpu" || (name == "auto" && !cuda.is_available()))
            return CPU;

        var index = 0;
        if (name is not ("auto" or "cuda") && !(name.StartsWith("cuda:", StringComparison.Ordinal) && NumberText.TryCount(name.AsSpan(5), out index)))
            throw new BadInputException($"'{name}' is not a device.", field: "device", remedy: "Use auto, cpu, cuda or cuda:N.");
        if (!cuda.is_available() || index >= cuda.device_count())
        {
            throw new BadInputException($"'{name}' was asked for, but this libtorch sees {(cuda.is_available() ? cuda.device_count() : 0)} CUDA devices.",
                field: "device", remedy: "Use cpu, or a libtorch built for CUDA on a machine with a GPU.");
        }

        return device(DeviceType.CUDA, index);
    }
}
