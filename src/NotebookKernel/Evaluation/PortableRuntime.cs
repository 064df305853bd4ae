using System.Runtime.InteropServices;

namespace NotebookKernel.Evaluation;

/// <summary>The runtime identifier under which packages keep native files, such as linux-x64.</summary>
internal static class PortableRuntime
{
    public static string Identifier { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
}
