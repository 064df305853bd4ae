using System.Runtime.CompilerServices;

namespace Ggsm.Cli.Tests;

/// <summary>Tests make and find pretrained weights in a folder of their own, gone when they are over; not in the user's.</summary>
internal static class CacheOfTests
{
    [ModuleInitializer]
    internal static void Use()
    {
        var folder = Directory.CreateTempSubdirectory("workbook-cache-").FullName;
        Environment.SetEnvironmentVariable(CacheDirectory.Variable, folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
