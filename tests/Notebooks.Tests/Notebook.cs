using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>A notebook file, read for what tests ask of it.</summary>
internal sealed class Notebook
{
    internal const string FigureType = "application/vnd.plotly.v1+json";

    private readonly JsonNode json;

    private Notebook(string path, string text)
    {
        Path = path;
        Text = text;
        json = JsonNode.Parse(text)!;
    }

    public string Path { get; }

    public string Text { get; }

    public JsonNode Metadata => json["metadata"]!;

    public IReadOnlyList<JsonNode> Cells => [.. json["cells"]!.AsArray().Select(cell => cell!)];

    public IReadOnlyList<JsonNode> CodeCells => [.. Cells.Where(cell => (string?)cell["cell_type"] == "code")];

    public IReadOnlyList<JsonNode> Outputs => [.. CodeCells.SelectMany(cell => cell["outputs"]!.AsArray()).Select(output => output!)];

    public IReadOnlyList<Figure> Figures => [.. Outputs.Select(ToFigure).OfType<Figure>()];

    public IReadOnlyList<Table> Tables =>
        [.. Outputs.Select(output => Joined(output["data"]?["text/html"])).Where(html => html.StartsWith("<table", StringComparison.Ordinal)).Select(Table.Parse)];

    public static Notebook Read(string path) => new(path, File.ReadAllText(path));

    public static string Joined(JsonNode? text) =>
        text is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string?)text ?? "";

    public Figure FigureCalled(string title) =>
        Figures.SingleOrDefault(figure => figure.Title.Contains(title, StringComparison.OrdinalIgnoreCase))
        ?? throw new Xunit.Sdk.XunitException($"no figure is called \"{title}\"; there are: {string.Join("; ", Figures.Select(figure => figure.Title))}");

    private static Figure? ToFigure(JsonNode output) =>
        output["data"]?[FigureType] is not { } figure
            ? null
            : new Figure(
                figure is JsonValue text ? JsonNode.Parse(text.GetValue<string>())! : figure,
                output["data"]!["image/png"] is not null,
                output["data"]!["text/plain"] is { } plain ? Joined(plain) : null);
}
