using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>Writes small notebooks for tests to run.</summary>
internal static class NotebookFile
{
    /// <summary>Where the libraries that cells refer to were built.</summary>
    public static string Libraries { get; } = Path.Combine(Checkout.Paths.Artifacts, "bin", "Ggsm.Notebooks", "release");

    /// <summary>What a notebook outside the folder of the chapters begins with to have the library and TorchSharp.</summary>
    public static string References { get; } =
        string.Concat(new[] { "TorchSharp", "Ggsm", "Ggsm.Notebooks" }.Select(name => $"#r \"{Path.Combine(Libraries, name)}.dll\"\n"));

    public static void Write(string folder, string name, string[] cells, string kernel = ".net-csharp")
    {
        Directory.CreateDirectory(folder);
        var notebook = new JsonObject
        {
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
            ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = kernel, ["display_name"] = kernel } },
            ["cells"] = new JsonArray([.. cells.Select((source, i) => new JsonObject
            {
                ["cell_type"] = "code",
                ["id"] = $"cell-{i}",
                ["metadata"] = new JsonObject(),
                ["execution_count"] = null,
                ["outputs"] = new JsonArray(),
                ["source"] = source,
            })]),
        };
        File.WriteAllText(Path.Combine(folder, $"{name}.ipynb"), notebook.ToJsonString());
    }
}
