using System.Text.Json.Nodes;

namespace NotebookKernel.Tests.EndToEnd;

/// <summary>What a kernel answered and showed for one cell.</summary>
internal sealed record CellRun(JsonObject Reply, IReadOnlyList<(string Type, JsonObject Content)> Shown)
{
    public string Status => (string)Reply["status"]!;

    public string Output => Text("stdout");

    public string Errors => Text("stderr");

    public string? Result => (string?)Of("execute_result").SingleOrDefault()?["data"]?["text/plain"];

    public string ErrorName => (string?)Reply["ename"] ?? "";

    public string ErrorMessage => (string?)Reply["evalue"] ?? "";

    public string[] Traceback => [.. Reply["traceback"]!.AsArray().Select(line => (string)line!)];

    public IEnumerable<JsonObject> Of(string type) => Shown.Where(shown => shown.Type == type).Select(shown => shown.Content);

    private string Text(string stream) => string.Concat(Of("stream").Where(content => (string?)content["name"] == stream).Select(content => (string?)content["text"]));
}
