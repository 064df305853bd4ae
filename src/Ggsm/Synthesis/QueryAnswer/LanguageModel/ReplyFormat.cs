using System.Text.Json;

namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>The JSON a reply must be: the schema the server is given, and the reader that checks it.</summary>
/// <param name="Name">The schema's name.</param>
/// <param name="Schema">The JSON schema.</param>
/// <param name="Read">Reads the object; throws <see cref="FormatException"/> that says what is wrong with it.</param>
internal sealed record ReplyFormat<T>(string Name, string Schema, Func<JsonElement, T> Read)
{
    /// <summary>Reads a reply; what stands around the object (a fence, thoughts) is passed over.</summary>
    /// <exception cref="FormatException">The reply is not the object asked for.</exception>
    public T Parse(string reply)
    {
        var thought = reply.LastIndexOf("</think>", StringComparison.Ordinal);
        var text = thought < 0 ? reply : reply[thought..];
        var (first, last) = (text.IndexOf('{'), text.LastIndexOf('}'));
        if (first < 0 || last < first)
            throw new FormatException("there is no JSON object in it.");
        try
        {
            using var document = JsonDocument.Parse(text[first..(last + 1)]);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is not valid JSON ({e.Message.Split('.')[0]}).", e);
        }
    }
}
