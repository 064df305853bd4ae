using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookKernel.Evaluation;

/// <summary>The C# cells of a file that <c>#!import</c> names.</summary>
internal static class NotebookDocument
{
    private static readonly HashSet<string> CSharp = new(StringComparer.OrdinalIgnoreCase) { "csharp", "c#", "cs" };

    /// <summary>The code of each C# cell, with a label for messages.</summary>
    /// <exception cref="InvalidDataException">The file is none of .ipynb, .dib, .cs, .csx, or is damaged.</exception>
    public static IReadOnlyList<(string Label, string Code)> Read(string path)
    {
        var name = Path.GetFileName(path);
        var content = File.ReadAllText(path);
        try
        {
            return Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".cs" or ".csx" => [(name, content)],
                ".dib" => Label(name, DibCells(content)),
                ".ipynb" => Label(name, NotebookCells(content)),
                var other => throw new InvalidDataException($"{path}: files of kind '{other}' cannot be imported; .ipynb, .dib, .cs and .csx can."),
            };
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new InvalidDataException($"{path}: this is not a notebook: {damaged.Message}", damaged);
        }
    }

    private static IReadOnlyList<(string Label, string Code)> Label(string name, IEnumerable<string> cells) =>
        [.. cells.Select((code, index) => ($"{name} [{index + 1}]", code))];

    private static IEnumerable<string> DibCells(string content)
    {
        var language = "csharp";
        var cell = new List<string>();
        foreach (var line in content.ReplaceLineEndings("\n").Split('\n'))
        {
            if (LanguageOf(line) is { } next)
            {
                if (CSharp.Contains(language) && cell.Any(written => written.Trim().Length > 0))
                    yield return string.Join('\n', cell).Trim('\n');
                language = next;
                cell.Clear();
            }
            else
            {
                cell.Add(line);
            }
        }
        if (CSharp.Contains(language) && cell.Any(written => written.Trim().Length > 0))
            yield return string.Join('\n', cell).Trim('\n');
    }

    /// <summary>A line such as <c>#!csharp</c> starts a cell; <c>#!import x</c>, with an argument, belongs to one.</summary>
    private static string? LanguageOf(string line) =>
        line.StartsWith("#!", StringComparison.Ordinal) && !line.TrimEnd().Contains(' ') ? line.Trim()[2..] : null;

    private static IEnumerable<string> NotebookCells(string content)
    {
        var notebook = JsonNode.Parse(content)!;
        return
        [
            .. from cell in notebook["cells"]!.AsArray()
               where (string?)cell!["cell_type"] == "code" && CSharp.Contains(Language(cell!))
               select Source(cell!["source"]!),
        ];
    }

    private static string Language(JsonNode cell) =>
        (string?)cell["metadata"]?["polyglot_notebook"]?["kernelName"]
        ?? (string?)cell["metadata"]?["dotnet_interactive"]?["language"]
        ?? "csharp";

    private static string Source(JsonNode source) => source is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string)source!;
}
