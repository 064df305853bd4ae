using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace NotebookKernel.Evaluation;

/// <summary>Assembly files as the compiler sees them.</summary>
internal static class MetadataFiles
{
    /// <summary>A reference with its documentation, when the file of it is beside the assembly or in the SDK.</summary>
    public static MetadataReference Reference(string path)
    {
        var documentation = DocumentationFile(path);
        return MetadataReference.CreateFromFile(path, documentation: documentation is null ? null : new XmlDocumentation(documentation));
    }

    /// <summary>True when the two files hold different builds.</summary>
    public static bool Differ(string first, string second) => BuildOf(first) != BuildOf(second);

    private static Guid BuildOf(string path)
    {
        using var file = File.OpenRead(path);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    private static string? DocumentationFile(string path)
    {
        var beside = Path.ChangeExtension(path, ".xml");
        if (File.Exists(beside))
            return beside;
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        if (!path.StartsWith(runtime, StringComparison.Ordinal))
            return null;
        // The SDK documents the public face of an assembly: System.Runtime for what is in System.Private.CoreLib.
        var name = Path.GetFileName(beside).Replace("System.Private.CoreLib", "System.Runtime", StringComparison.Ordinal);
        var packs = Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref");
        return Directory.Exists(packs)
            ? Directory.EnumerateDirectories(packs)
                .Select(pack => Path.Combine(pack, "ref", $"net{Environment.Version.Major}.0", name))
                .FirstOrDefault(File.Exists)
            : null;
    }
}
