using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>Writes small notebooks for tests to run.</summary>
internal static class NotebookFile
{
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
