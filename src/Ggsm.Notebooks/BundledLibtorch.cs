using System.Runtime.InteropServices;
using TorchSharp;

namespace Ggsm.Notebooks;

/// <summary>
/// The libtorch that came with TorchSharp, if one did. A notebook's process looks for libraries among the system's first;
/// one that is loaded already is taken instead, so that a libtorch of the system does not get in its place.
/// </summary>
internal static class BundledLibtorch
{
    internal static void Prefer()
    {
        var packaged = new DirectoryInfo(Path.Combine(Path.GetDirectoryName(typeof(torch).Assembly.Location)!, "runtimes"));
        if (!packaged.Exists)
            return;
        foreach (var file in packaged.EnumerateFiles("libtorch_cpu.*", SearchOption.AllDirectories))
        {
            if (NativeLibrary.TryLoad(file.FullName, out _))
                return;
        }
    }
}
