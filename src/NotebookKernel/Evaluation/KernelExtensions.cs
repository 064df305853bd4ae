using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Events;

namespace NotebookKernel.Evaluation;

/// <summary>
/// Lets the extensions of referenced assemblies and packages set the kernel up, each assembly once. In the genuine tool this is part
/// of its program, not of its packages.
/// </summary>
internal sealed class KernelExtensions
{
    // This kernel's own assemblies and the framework's; their extensions, if any, are not for notebooks.
    private readonly HashSet<string> platform = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)];
    private readonly CompositeKernel kernel;
    private readonly ConcurrentQueue<string> packageFolders = new();
    private readonly ConcurrentDictionary<string, bool> seen = new();

    public KernelExtensions(CompositeKernel kernel)
    {
        this.kernel = kernel;
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => Load(loaded.LoadedAssembly);
        kernel.KernelEvents.Subscribe(published =>
        {
            if (published is PackageAdded { PackageReference.PackageRoot: { } root })
                packageFolders.Enqueue(Path.Combine(root, "interactive-extensions", "dotnet"));
        });
    }

    /// <summary>Loads the extensions of the packages that were added since the last call; loading is what runs them.</summary>
    public void LoadThoseOfPackages()
    {
        while (packageFolders.TryDequeue(out var folder))
        {
            foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.dll") : [])
                AssemblyLoadContext.Default.LoadFromAssemblyPath(file);
        }
    }

    private void Load(Assembly assembly)
    {
        var interactive = typeof(IKernelExtension).Assembly.GetName().Name;
        if (assembly.IsDynamic || assembly.Location.Length == 0 || platform.Contains(assembly.Location)
            || !assembly.GetReferencedAssemblies().Any(name => name.Name == interactive) || !seen.TryAdd(assembly.Location, true))
            return;
        try
        {
            foreach (var type in assembly.GetExportedTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IKernelExtension))))
                ((IKernelExtension)Activator.CreateInstance(type)!).OnLoadAsync(kernel).GetAwaiter().GetResult();
        }
        catch (Exception failed) when (failed is not (ThreadAbortException or ThreadInterruptedException))
        {
            Console.Error.WriteLine($"The notebook extension of {assembly.Location} failed: {failed.Message}");
        }
    }
}
