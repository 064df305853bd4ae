using System.Runtime.InteropServices;
using TorchSharp;

namespace Ggsm.Notebooks;

/// <summary>
/// The libtorch that came with TorchSharp. A notebook's process looks for libraries among the system's and in LD_LIBRARY_PATH first,
/// where another PyTorch may lie; a library that is loaded already is taken instead of any other of its name.
/// </summary>
internal static class BundledLibtorch
{
    /// <summary>In the order in which they need one another; the second and fourth are those of CUDA.</summary>
    private static readonly string[] Libraries = ["c10", "c10_cuda", "torch_cpu", "torch_cuda", "torch"];

    /// <summary>Loads it, before the first call of TorchSharp that needs it.</summary>
    internal static void Prefer()
    {
        var packaged = new DirectoryInfo(Path.Combine(Path.GetDirectoryName(typeof(torch).Assembly.Location)!, "runtimes"));
        if (!packaged.Exists)
            return;
        foreach (var library in Libraries)
            _ = packaged.EnumerateFiles($"lib{library}.*", SearchOption.AllDirectories).Any(file => NativeLibrary.TryLoad(file.FullName, out _));
    }
}
