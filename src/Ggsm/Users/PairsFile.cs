using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ggsm.Users;

/// <summary>Reads and writes <c>pairs.jsonl</c>, one training pair a line, streamed.</summary>
/// <remarks>
/// <code>{"user": "u1", "instruction": "food", "answer": "noodles x3", "source": "behavior", "negatives": ["rice"], "difficulty": 0.4, "split": "train"}</code>
/// Either <c>user</c>, whose profile in <c>users.jsonl</c> is rendered (with the <c>instruction</c>, if there is one), or <c>query</c>, a
/// whole text without an instruction beside it, or both (then the text is the query and the user says whose it is). <c>negatives</c> are answers known to be wrong. <c>split</c> is <c>train</c> or <c>held_out</c>. Only
/// <c>answer</c> is always required; any other field is an error.
/// </remarks>
public static class PairsFile
{
    /// <summary>What is wrong with an instruction beside a query.</summary>
    internal const string InstructionUnused = "an instruction belongs to the prompt of a user, and the query of this pair is a whole text that is used as it is.";

    private const string TrainName = "train";
    private const string HeldOutName = "held_out";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The pairs, one by one, as they are asked for.</summary>
    /// <exception cref="BadInputException">The file is missing or a line is malformed: names line and field.</exception>
    public static IEnumerable<PairLine> Read(string path) => TextLines.Read(path).Select(line => Parse(line.Text, path, line.Number));

    /// <summary>Writes the pairs, one line each, as they come.</summary>
    public static void Write(Stream stream, IEnumerable<PairLine> pairs)
    {
        foreach (var pair in pairs)
        {
            using (var writer = new Utf8JsonWriter(stream, WriterOptions))
                WritePair(writer, pair);
            stream.WriteByte((byte)'\n');
        }
    }

    /// <summary>One line of the file.</summary>
    internal static PairLine Parse(string text, string path, long line) => JsonRecord.Parse(text, path, line).Make(ToPair);

    private static void WritePair(Utf8JsonWriter writer, PairLine pair)
    {
        writer.WriteStartObject();
        WriteOptional(writer, "user", pair.UserId);
        WriteOptional(writer, "query", pair.Query);
        WriteOptional(writer, "instruction", pair.Instruction);
        writer.WriteString("answer", pair.Answer);
        if (pair.Negatives is { } negatives)
        {
            writer.WriteStartArray("negatives");
            foreach (var negative in negatives)
                writer.WriteStringValue(negative);
            writer.WriteEndArray();
        }

        WriteOptional(writer, "source", pair.Source);
        if (pair.Difficulty is { } difficulty)
            writer.WriteNumber("difficulty", difficulty);
        WriteOptional(writer, "split", pair.Split switch
        {
            DataSplit.Train => TrainName,
            DataSplit.HeldOut => HeldOutName,
            _ => null,
        });
        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static PairLine ToPair(JsonRecord record)
    {
        record.AllowOnly("user", "query", "instruction", "answer", "negatives", "source", "difficulty", "split");
        if (!record.Has("user") && !record.Has("query"))
            throw record.Error("the pair has neither user nor query.", "user", "Name a user of users.jsonl, or give the query as text.");
        if (record.OptionalText("query") is not null && record.OptionalText("instruction") is not null)
            throw record.Error(InstructionUnused, "instruction", "Write it into the query, or leave the query to the user's profile.");
        var answer = record.Text("answer");
        return new PairLine(
            answer,
            record.OptionalText("user"),
            record.OptionalText("query"),
            record.OptionalText("instruction"),
            record.OptionalText("source"),
            record.OptionalNumber("difficulty"),
            Split(record),
            HardNegativeTexts.Read(record, answer));
    }

    /// <summary>On which side of the hold-out a record says it lies; null when it does not say.</summary>
    internal static DataSplit? Split(JsonRecord record) => record.OptionalText("split") switch
    {
        null => null,
        TrainName => DataSplit.Train,
        HeldOutName => DataSplit.HeldOut,
        _ => throw record.Error($"expected {TrainName} or {HeldOutName}.", "split"),
    };
}
