using System.Text.Json.Nodes;

namespace NotebookKernel.Evaluation;

/// <summary>A package that was restored: its folder, the assemblies to load and the folders of its native libraries.</summary>
internal sealed record RestoredPackage(string Id, string Version, string Folder, IReadOnlyList<string> Assemblies, IReadOnlyList<string> NativeFolders)
{
    /// <summary>Assemblies that set a notebook's kernel up.</summary>
    public IReadOnlyList<string> Extensions
    {
        get
        {
            var folder = Path.Combine(Folder, "interactive-extensions", "dotnet");
            return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.dll") : [];
        }
    }

    /// <summary>Reads what restore has resolved for this machine.</summary>
    public static IReadOnlyList<RestoredPackage> ReadAll(string assetsFile)
    {
        var assets = JsonNode.Parse(File.ReadAllText(assetsFile))!;
        var roots = assets["packageFolders"]!.AsObject().Select(root => root.Key).ToArray();
        // The target with a runtime identifier is the one that names the native files.
        var target = assets["targets"]!.AsObject().OrderBy(candidate => candidate.Key.Contains('/')).Last().Value!.AsObject();
        return
        [
            .. from package in target
               where (string?)package.Value!["type"] == "package"
               let folder = FolderOf(roots, (string)assets["libraries"]![package.Key]!["path"]!)
               let name = package.Key.Split('/')
               select new RestoredPackage(
                   name[0],
                   name[1],
                   folder,
                   Files(folder, package.Value!["runtime"]),
                   [.. Files(folder, package.Value!["native"]).Select(file => Path.GetDirectoryName(file)!).Distinct()]),
        ];
    }

    private static string FolderOf(string[] roots, string path) =>
        roots.Select(root => Path.Combine(root, path)).First(Directory.Exists);

    private static string[] Files(string folder, JsonNode? group) =>
        group is null ? [] : [.. group.AsObject().Select(file => Path.Combine(folder, file.Key)).Where(file => Path.GetFileName(file) != "_._")];
}
