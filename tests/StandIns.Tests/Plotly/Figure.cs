using System.Text.Json.Nodes;
using Plotly.NET;

namespace StandIns.Tests.Plotly;

/// <summary>Reads what a chart hands to plotly.js.</summary>
internal sealed class Figure(GenericChart chart)
{
    private readonly JsonNode _json = JsonNode.Parse(GenericChart.toJson(chart))!;

    public JsonNode Layout => _json["layout"]!;

    public JsonArray Traces => _json["data"]!.AsArray();

    public JsonNode Trace(int index = 0) => Traces[index]!;

    public static string Text(JsonNode? node) => node?.ToString() ?? "absent";

    public static T[] Values<T>(JsonNode? node) => [.. node!.AsArray().Select(item => item!.GetValue<T>())];
}
