using System.Text.Json.Nodes;
using Plotly.NET;

namespace Ggsm.Notebooks.Tests.Figures;

/// <summary>Reads back what a figure draws.</summary>
internal sealed class FigureData(GenericChart chart)
{
    private readonly JsonNode _figure = JsonNode.Parse(GenericChart.toJson(chart))!;

    public JsonNode Layout => _figure["layout"]!;

    public string Title => (string)Layout["title"]!["text"]!;

    public IReadOnlyList<JsonNode> Traces => [.. _figure["data"]!.AsArray().Select(trace => trace!)];

    public IEnumerable<string?> Names => Traces.Select(trace => (string?)trace["name"]);

    public string XTitle => (string)Layout["xaxis"]!["title"]!["text"]!;

    public string YTitle => (string)Layout["yaxis"]!["title"]!["text"]!;

    public JsonNode Trace(string name) => Assert.Single(Traces, trace => (string?)trace["name"] == name);

    public static T[] Values<T>(JsonNode? node) => [.. node!.AsArray().Select(value => value!.GetValue<T>())];
}
