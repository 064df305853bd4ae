using System.Text.Json.Nodes;

namespace NotebookKernel.Protocol;

/// <summary>The two streams a cell writes to.</summary>
internal static class Streams
{
    public const string Output = "stdout";
    public const string Error = "stderr";

    public static JsonObject Message(string name, string text) => new() { [Words.Type] = Words.Stream, [Words.Name] = name, [Words.Text] = text };
}
