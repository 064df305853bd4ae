using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookKernel.Protocol;

/// <summary>One line between the front process and the evaluator: contents of Jupyter's messages under Jupyter's types, and the number of the request.</summary>
internal sealed record Line(string Type, int Id, JsonObject Content)
{
    /// <summary>The answer to a request.</summary>
    public const string Answer = "answer";

    public static JsonObject Stream(string name, string text) => new() { ["name"] = name, ["text"] = text };

    public static JsonObject Error(string name, string message, params IEnumerable<string> traceback) => new()
    {
        ["status"] = "error",
        ["ename"] = name,
        ["evalue"] = message,
        ["traceback"] = new JsonArray([.. traceback.Select(line => JsonValue.Create(line))]),
    };
}

/// <summary>What the front process and the evaluator say to each other: one JSON object a line over a pair of pipes.</summary>
internal sealed class JsonLines(Stream reading, Stream writing) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StreamReader reader = new(reading, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);
    private readonly Lock gate = new();

    /// <summary>Writes one line whole, even when the calling thread is being aborted.</summary>
    public void Write(string type, JsonObject content, int id = 0)
    {
        var line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new Line(type, id, content), Json) + "\n");
        try
        {
        }
        finally
        {
            lock (gate)
            {
                writing.Write(line);
                writing.Flush();
            }
        }
    }

    /// <summary>The next line; null at the end, which means that the other process is gone.</summary>
    public Line? Read()
    {
        try
        {
            return reader.ReadLine() is { } line ? JsonSerializer.Deserialize<Line>(line) : null;
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or JsonException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        writing.Dispose();
    }
}
