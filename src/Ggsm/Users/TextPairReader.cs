using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Ggsm.Users;

/// <summary>
/// Reads query-answer pairs in the four shapes of the paper's released code, from a JSON array or from JSON lines:
/// <c>query</c>/<c>answer</c>; <c>instruction</c> (and optionally <c>input</c>)/<c>output</c>;
/// <c>prompt</c>/<c>completion</c>; one <c>text</c> divided at its first blank line (two line feeds; CR LF is one).
/// </summary>
/// <remarks>
/// <c>user</c>, <c>source</c>, <c>difficulty</c>, <c>split</c> and <c>negatives</c> (a list of answers known to be wrong) are kept. A
/// field of another shape beside a whole pair is an error, since only one can be meant, but for a <c>text</c>; other fields are ignored. The released
/// reader skips what it cannot read; this one stops and says which line and field, because a silently shorter data
/// set changes results.
/// </remarks>
public static partial class TextPairReader
{
    /// <summary>Reads the whole file.</summary>
    /// <param name="path">A file whose first character is <c>[</c> is a JSON array, any other JSON lines.</param>
    /// <exception cref="BadInputException">The file is missing or empty, or a pair is malformed: names line and field.</exception>
    public static IReadOnlyList<TextPair> Read(string path)
    {
        var pairs = ReadPlaced(path).Select(record => Parse(record.Text, path, record.Number)).ToList();
        return pairs.Count > 0
            ? pairs
            : throw new BadInputException("the file holds no pairs.", path, remedy: "Give at least one query and answer.");
    }

    /// <summary>
    /// The records of the file and where they stand. Lines are read as they are asked for; an array is taken into memory whole.
    /// </summary>
    internal static IEnumerable<TextLine> ReadPlaced(string path) => StartsWithBracket(path) ? ReadArray(path) : TextLines.ReadPlaced(path);

    /// <summary>One record, as a line of <c>pairs.jsonl</c> that gives its query.</summary>
    internal static PairLine ParseLine(string text, string path, long line)
    {
        var (pair, split) = JsonRecord.Parse(text, path, line).Make(record => (ToPair(record), PairsFile.Split(record)));
        return new PairLine(pair.Answer, pair.UserId, pair.Query, Source: pair.Source, Difficulty: pair.Difficulty, Split: split, Negatives: pair.Negatives);
    }

    private static TextPair Parse(string text, string path, long line) => JsonRecord.Parse(text, path, line).Make(ToPair);

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

    private static IEnumerable<TextLine> ReadArray(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return FindRecords(bytes, path).Select(record =>
            new TextLine(record.Line, TextLines.Decode(bytes.AsSpan(record.Start, record.Length), path, record.Line), record.Start, record.Length));
    }

    private static List<(long Line, int Start, int Length)> FindRecords(byte[] bytes, string path)
    {
        var first = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        if (!Utf8.IsValid(bytes))
            throw new BadInputException("the file is not valid UTF-8.", path, remedy: "Save the file as UTF-8.");
        var reader = new Utf8JsonReader(bytes.AsSpan(first));
        var records = new List<(long Line, int Start, int Length)>();
        var line = 1L;
        var counted = first;
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = first + (int)reader.TokenStartIndex;
                line += bytes.AsSpan(counted, start - counted).Count((byte)'\n');
                counted = start;
                reader.Skip();
                records.Add((line, start, first + (int)reader.BytesConsumed - start));
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

        foreach (var (field, owner) in shapes.SelectMany(s => new[] { (s.Query, s), (s.Answer, s) }).Append(("input", shapes[1])))
        {
            if (owner != shape && record.Has(field) && !IsEmpty(record.Element.GetProperty(field)))
            {
                throw record.Error(
                    field == "instruction" ? PairsFile.InstructionUnused : $"it stands beside {shape.Query} and {shape.Answer}, and only one of them can be meant.", field,
                    "Leave one of them out, or write what it says into the other.");
            }
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
        var parts = BlankLine().Split(text, 2);
        return parts.Length == 2 && parts[0].Trim() is { Length: > 0 } query && parts[1].Trim() is { Length: > 0 } answer
            ? (query, answer)
            : throw record.Error("no blank line divides the text into query and answer.", "text");
    }

    [GeneratedRegex(@"\r?\n\r?\n")]
    private static partial Regex BlankLine();
}
