using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Ggsm.Users;

/// <summary>
/// Reads query-answer pairs in the four shapes of the paper's released code, from a JSON array or from JSON lines:
/// <c>query</c>/<c>answer</c>; <c>instruction</c> (and optionally <c>input</c>)/<c>output</c>;
/// <c>prompt</c>/<c>completion</c>; one <c>text</c> divided at its first blank line.
/// </summary>
/// <remarks>
/// Other fields are ignored, except <c>user</c>, <c>source</c>, <c>difficulty</c> and <c>negatives</c> (a list of answers known
/// to be wrong), which are kept. The released
/// reader skips what it cannot read; this one stops and says which line and field, because a silently shorter data
/// set changes results.
/// </remarks>
public static class TextPairReader
{
    /// <summary>Reads the whole file.</summary>
    /// <param name="path">A file whose first character is <c>[</c> is a JSON array, any other JSON lines.</param>
    /// <exception cref="BadInputException">The file is missing or empty, or a pair is malformed: names line and field.</exception>
    public static IReadOnlyList<TextPair> Read(string path)
    {
        var records = StartsWithBracket(path)
            ? ReadArray(path)
            : TextLines.Read(path).Select(line => JsonRecord.Parse(line.Text, path, line.Number));
        var pairs = records.Select(record => record.Make(ToPair)).ToList();
        return pairs.Count > 0
            ? pairs
            : throw new BadInputException("the file holds no pairs.", path, remedy: "Give at least one query and answer.");
    }

    private static bool StartsWithBracket(string path)
    {
        using var reader = TextLines.Open(path);
        int next;
        do
        {
            next = reader.BaseStream.ReadByte();
        }
        while (next is ' ' or '\t' or '\r' or '\n' || (next >= 0 && Encoding.UTF8.Preamble.Contains((byte)next)));
        return next == '[';
    }

    private static List<JsonRecord> ReadArray(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        if (!Utf8.IsValid(bytes))
            throw new BadInputException("the file is not valid UTF-8.", path, remedy: "Save the file as UTF-8.");
        var reader = new Utf8JsonReader(bytes);
        var records = new List<JsonRecord>();
        var line = 1L;
        var counted = 0;
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                line += bytes.AsSpan(counted, start - counted).Count((byte)'\n');
                counted = start;
                using var document = JsonDocument.ParseValue(ref reader);
                records.Add(new JsonRecord(document.RootElement.Clone(), path, line));
            }

            reader.Read();
            return records;
        }
        catch (JsonException e)
        {
            throw new BadInputException($"the file is not a valid JSON array ({JsonRecord.FirstSentence(e)})", path, e.LineNumber + 1, inner: e);
        }
    }

    private static TextPair ToPair(JsonRecord record)
    {
        var (query, answer) = Texts(record);
        return new TextPair(
            query, answer, record.OptionalText("user"), record.OptionalText("source"), record.OptionalNumber("difficulty"), HardNegativeTexts.Read(record, answer));
    }

    private static (string Query, string Answer) Texts(JsonRecord record)
    {
        (string Query, string Answer)[] shapes = [("query", "answer"), ("instruction", "output"), ("prompt", "completion")];
        var shape = shapes.FirstOrDefault(s => record.Has(s.Query) && record.Has(s.Answer));
        if (shape.Query is null && record.Has("text"))
            return Divide(record, record.Text("text"));
        if (shape.Query is null)
            shape = shapes.FirstOrDefault(s => record.Has(s.Query) || record.Has(s.Answer));
        if (shape.Query is null)
        {
            throw record.Error("the pair has none of the known shapes.",
                remedy: "Give query and answer, instruction and output, prompt and completion, or text with a blank line in it.");
        }

        var query = record.Text(shape.Query);
        if (shape.Query == "instruction" && record.Has("input") && !IsEmpty(record.Element.GetProperty("input")))
            query = $"{query}\n{record.Text("input")}";
        return (query, record.Text(shape.Answer));
    }

    private static bool IsEmpty(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.ValueEquals(""));

    private static (string Query, string Answer) Divide(JsonRecord record, string text)
    {
        var parts = text.ReplaceLineEndings("\n").Split("\n\n", 2);
        return parts.Length == 2 && parts[0].Trim() is { Length: > 0 } query && parts[1].Trim() is { Length: > 0 } answer
            ? (query, answer)
            : throw record.Error("no blank line divides the text into query and answer.", "text");
    }
}
