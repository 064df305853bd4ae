using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookKernel.Protocol;

/// <summary>What the front process and the evaluator say to each other: one JSON object a line over a pair of pipes.</summary>
internal sealed class JsonLines(Stream reading, Stream writing) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StreamReader reader = new(reading, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);
    private readonly Lock gate = new();

    /// <summary>Writes one object whole, even when the calling thread is being aborted.</summary>
    public void Write(JsonObject message)
    {
        var line = Encoding.UTF8.GetBytes(message.ToJsonString(Json) + "\n");
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

    /// <summary>The next object; null at the end, which means that the other process is gone.</summary>
    public JsonObject? Read()
    {
        try
        {
            return reader.ReadLine() is { } line ? JsonNode.Parse(line) as JsonObject : null;
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
