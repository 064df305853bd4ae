using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace NotebookKernel.Evaluation;

/// <summary>
/// Finds the native libraries of referenced assemblies beside them and in their <c>runtimes</c> folder. A program knows these places
/// from its dependency file; the contexts into which the compiler loads what a cell references have none.
/// </summary>
internal static class NativeLibraries
{
    private static readonly ConditionalWeakTable<AssemblyLoadContext, object> Served = [];

    public static void FindBesideAssemblies() => AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
    {
        if (AssemblyLoadContext.GetLoadContext(loaded.LoadedAssembly) is { } context && Served.TryAdd(context, context))
            context.ResolvingUnmanagedDll += Resolve;
    };

    private static nint Resolve(Assembly assembly, string name)
    {
        if (assembly.IsDynamic || Path.GetDirectoryName(assembly.Location) is not { Length: > 0 } folder)
            return 0;
        string[] folders = [folder, Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")];
        string[] files = [name, $"lib{name}.so", $"{name}.so", $"lib{name}.dylib", $"{name}.dll"];
        var found = folders.SelectMany(place => files.Select(file => Path.Combine(place, file))).Where(File.Exists);
        return found.Select(path => NativeLibrary.TryLoad(path, out var library) ? library : 0).FirstOrDefault(library => library != 0);
    }
}
