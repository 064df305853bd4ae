using System.Text.Json.Nodes;

namespace Notebooks.Tests;

/// <summary>A figure as a notebook stores it.</summary>
internal sealed record Figure(JsonNode Json, bool HasStaticImage, string? Text)
{
    public string Title => Json["layout"]?["title"] switch
    {
        JsonObject title => (string?)title["text"] ?? "",
        JsonValue title => (string?)title ?? "",
        _ => "",
    };

    public IReadOnlyList<JsonNode> Traces => [.. Json["data"]!.AsArray().Select(trace => trace!)];

    public JsonNode Trace(string name) =>
        Traces.SingleOrDefault(trace => (string?)trace["name"] == name)
        ?? throw new Xunit.Sdk.XunitException($"\"{Title}\" has no trace \"{name}\", only {string.Join(", ", Traces.Select(trace => (string?)trace["name"] ?? "an unnamed one"))}.");

    public static double[] Numbers(JsonNode? values) => [.. values!.AsArray().Select(value => value!.GetValue<double>())];

    public static double[][] Matrix(JsonNode? rows) => [.. rows!.AsArray().Select(Numbers)];
}
