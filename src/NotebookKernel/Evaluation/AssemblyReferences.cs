using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookKernel.Evaluation;

/// <summary>
/// The assemblies cells see. Everything is loaded into the default context, so that a type is one type whoever refers to it,
/// and native libraries are found beside the assembly that wants them.
/// </summary>
internal sealed class AssemblyReferences
{
    /// <summary>
    /// What every cell can use without asking. Each reference costs memory in every later cell, so this is a choice;
    /// <c>#r "System.Xml"</c> brings any other assembly of the framework.
    /// </summary>
    private static readonly string[] Framework =
    [
        "System.Private.CoreLib", "System.Runtime", "System.Console", "System.Collections", "System.Collections.Concurrent",
        "System.Collections.Immutable", "System.ComponentModel.Primitives", "System.Diagnostics.Process", "System.Diagnostics.StackTrace",
        "System.IO.Compression", "System.Linq", "System.Linq.Expressions", "System.Memory", "System.Net.Http", "System.Net.Primitives",
        "System.Numerics.Vectors", "System.ObjectModel", "System.Private.Uri", "System.Runtime.Extensions", "System.Runtime.InteropServices",
        "System.Runtime.Numerics", "System.Security.Cryptography", "System.Text.Encodings.Web", "System.Text.Json",
        "System.Text.RegularExpressions", "System.Threading", "System.Threading.Channels", "System.Threading.Tasks.Parallel",
        "System.Threading.Thread", "Microsoft.CSharp", "netstandard",
    ];

    private readonly InteractiveAssemblyLoader loader;
    private readonly Dictionary<string, string> platform;
    private readonly Lock gate = new();
    private readonly List<string> folders = [];
    private readonly HashSet<string> referenced = new(StringComparer.Ordinal);

    public AssemblyReferences(InteractiveAssemblyLoader loader)
    {
        this.loader = loader;
        platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .GroupBy(path => Path.GetFileNameWithoutExtension(path))
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => Register(loaded.LoadedAssembly);
        foreach (var assembly in AssemblyLoadContext.Default.Assemblies)
            Register(assembly);
        AssemblyLoadContext.Default.Resolving += Resolve;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += ResolveNative;
    }

    /// <summary>The references a session starts with.</summary>
    public IReadOnlyList<MetadataReference> Initial()
    {
        string[] own = [typeof(Kernel).Assembly.Location, typeof(Formatter).Assembly.Location, typeof(IHtmlContent).Assembly.Location];
        string[] paths = [.. Framework.Select(name => platform.GetValueOrDefault(name)).OfType<string>(), .. own];
        return [.. paths.Where(path => referenced.Add(Path.GetFileNameWithoutExtension(path))).Select(MetadataFiles.Reference)];
    }

    /// <summary>Where <c>#r</c> finds what it names: a file, seen from <paramref name="folder"/>, or an assembly of the framework.</summary>
    public string? Find(string name, string folder)
    {
        var path = Path.GetFullPath(name, folder);
        if (File.Exists(path))
            return path;
        return platform.GetValueOrDefault(name) ?? platform.GetValueOrDefault(Path.GetFileNameWithoutExtension(name));
    }

    /// <summary>Loads an assembly; the reference to compile against is null when there is one already.</summary>
    public (Assembly Assembly, MetadataReference? Reference) Add(string path)
    {
        var name = AssemblyName.GetAssemblyName(path).Name!;
        AddFolder(Path.GetDirectoryName(path)!);
        var loaded = Loaded(name) ?? AssemblyLoadContext.Default.LoadFromAssemblyPath(platform.GetValueOrDefault(name, path));
        if (loaded.Location.Length > 0 && loaded.Location != path && MetadataFiles.Differ(loaded.Location, path))
            Console.Error.WriteLine($"{name} is already loaded from {loaded.Location}. Restart the kernel to load {path} instead.");
        var fresh = referenced.Add(name);
        return (loaded, fresh ? MetadataFiles.Reference(loaded.Location.Length > 0 ? loaded.Location : path) : null);
    }

    /// <summary>Looks for dependencies in this folder too, from now on.</summary>
    public void AddFolder(string folder)
    {
        lock (gate)
        {
            if (!folders.Contains(folder))
                folders.Add(folder);
        }
    }

    private static Assembly? Loaded(string name) =>
        AssemblyLoadContext.Default.Assemblies.FirstOrDefault(assembly => string.Equals(assembly.GetName().Name, name, StringComparison.OrdinalIgnoreCase));

    private void Register(Assembly assembly)
    {
        if (!assembly.IsDynamic && AssemblyLoadContext.GetLoadContext(assembly) == AssemblyLoadContext.Default)
            loader.RegisterDependency(assembly);
    }

    private Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        var path = Folders().Select(folder => Path.Combine(folder, name.Name + ".dll")).FirstOrDefault(File.Exists);
        return path is null ? null : context.LoadFromAssemblyPath(path);
    }

    private nint ResolveNative(Assembly assembly, string name)
    {
        string[] files = [name, $"lib{name}.so", $"{name}.so", $"lib{name}.dylib", $"{name}.dll"];
        string[] own = assembly.Location.Length > 0 ? [Path.GetDirectoryName(assembly.Location)!] : [];
        foreach (var folder in own.Concat(Folders()))
        {
            string[] places = [folder, Path.Combine(folder, "runtimes", PortableRuntime.Identifier, "native")];
            foreach (var path in places.SelectMany(place => files.Select(file => Path.Combine(place, file))).Where(File.Exists))
            {
                if (NativeLibrary.TryLoad(path, out var handle))
                    return handle;
            }
        }
        return 0;
    }

    private string[] Folders()
    {
        lock (gate)
            return [.. folders];
    }
}
