using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Verification;

/// <summary>
/// Compares this library with reference numbers: any folder that holds <c>loss_*.json</c>, <c>mask_*.json</c>, <c>decoder_*/</c> and
/// <c>run_*/</c> in the format described beside the references. It uses the decoder, losses and recipes the product uses.
/// </summary>
public static class GoldenVerifier
{
    /// <summary>Verifies a folder.</summary>
    /// <param name="directory">The folder of references.</param>
    /// <param name="device">Where to compute: <c>cpu</c> or <c>cuda</c>. On a GPU, or with another libtorch than the references', tolerances are ten times larger.</param>
    /// <param name="progress">Told of each case as it is done.</param>
    /// <param name="cancellation">Stops between cases and steps.</param>
    /// <returns>Every case in the order of the files' names.</returns>
    /// <exception cref="BadInputException">The folder is missing, holds nothing to verify, or a file in it is not of the format.</exception>
    public static IReadOnlyList<GoldenCase> Run(
        string directory, string device = "cpu", IProgress<GoldenCase>? progress = null, CancellationToken cancellation = default)
    {
        if (!Directory.Exists(directory))
            throw new BadInputException("there is no such folder.", directory, remedy: "Name the folder that holds the reference numbers.");
        var place = Place(device);
        var tolerance = GoldenTolerance.For(place);
        var cases = new List<GoldenCase>();
        foreach (var path in Directory.EnumerateFileSystemEntries(directory).Order(StringComparer.Ordinal))
        {
            foreach (var done in Verify(path, place, tolerance, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                cases.Add(done);
                progress?.Report(done);
            }
        }

        return cases.Count > 0
            ? cases
            : throw new BadInputException("the folder holds no reference numbers: no loss_*.json, mask_*.json, decoder_* or run_*.", directory);
    }

    private static IEnumerable<GoldenCase> Verify(string path, Device device, GoldenTolerance tolerance, CancellationToken cancellation)
    {
        var name = Path.GetFileName(path);
        if (Directory.Exists(path))
        {
            return name switch
            {
                _ when name.StartsWith("decoder_", StringComparison.Ordinal) => GoldenDecoder.Verify(path, device, tolerance),
                _ when name.StartsWith("run_", StringComparison.Ordinal) => GoldenRun.Verify(path, device, tolerance, cancellation),
                _ => throw Foreign(path),
            };
        }

        return name switch
        {
            _ when !name.EndsWith(".json", StringComparison.Ordinal) => [],
            _ when name.StartsWith("loss_", StringComparison.Ordinal) => GoldenLoss.Verify(path, device, tolerance),
            _ when name.StartsWith("mask_", StringComparison.Ordinal) => GoldenMask.Verify(path, device, tolerance),
            _ => throw Foreign(path),
        };
    }

    private static BadInputException Foreign(string path) =>
        new("this is none of the reference files: loss_*.json, mask_*.json, decoder_*/ and run_*/.", path,
            remedy: "Remove it, or name the folder that holds the reference numbers only.");

    private static Device Place(string device)
    {
        if (device.StartsWith("cuda", StringComparison.Ordinal) && !cuda.is_available())
            throw new BadInputException("this machine or this libtorch has no CUDA.", field: "device", remedy: "Use cpu.");
        try
        {
            return new Device(device);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new BadInputException($"'{device}' is no device.", field: "device", remedy: "Use cpu or cuda.", inner: e);
        }
    }
}

/// <summary>One quantity compared with its reference numbers.</summary>
/// <param name="Name">File, case and quantity, such as <c>decoder_gqa/soft/gradients</c>.</param>
/// <param name="WorstError">The largest deviation: absolute for single cases, relative for whole runs. Not finite where something failed.</param>
/// <param name="Tolerance">The largest deviation that passes.</param>
public sealed record GoldenCase(string Name, double WorstError, double Tolerance)
{
    /// <summary>Whether the deviation is within the tolerance.</summary>
    public bool Passed => WorstError <= Tolerance;
}

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
