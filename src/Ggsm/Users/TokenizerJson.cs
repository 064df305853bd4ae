using System.Text.Json;

namespace Ggsm.Users;

/// <summary>
/// Reads Hugging Face's <c>tokenizer.json</c> where it describes byte-level BPE with Qwen2's division into words, with or without
/// Unicode's form NFC. Another model, normaliser, division, or step after them is refused by name: its ids would be others than those
/// made here.
/// </summary>
internal static class TokenizerJson
{
    private const string Remedy = "Use the tokenizer of a Qwen2 or Qwen2.5 model.";

    /// <summary>The field that says how text is normalised.</summary>
    public const string NormalizerField = "normalizer";

    public static (Dictionary<string, int> Vocabulary, List<string> Merges, AddedTokens Added, bool Composes) Read(string path)
    {
        var root = TokenizerFolder.ReadObject(path);
        var model = root.Child("model", root.Required("model", "an object"));
        CheckModel(model);
        var composes = Composes(root);
        CheckWords(root);
        foreach (var field in new[] { "post_processor", "decoder" })
            CheckBytesOnly(root, field);

        var vocabulary = TokenizerFolder.ReadVocabulary(model.Child("vocab", model.Required("vocab", "an object of ids")));
        var merges = ReadMerges(model, vocabulary);
        var added = new AddedTokens(vocabulary);
        var index = 0;
        foreach (var element in Items(root, "added_tokens"))
        {
            var token = root.Child($"added_tokens[{index++}]", element);
            if (token.Required("id", "an id") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetInt32(out var id))
                throw token.Error("expected an id.", "id", TokenizerFolder.Repair);
            added.Add(id, token);
        }

        return (vocabulary, merges, added, composes);
    }

    private static void CheckModel(JsonRecord model)
    {
        if (Text(model, "type") is { } type and not "BPE")
            throw Unsupported(model, "type", $"\"{type}\" is not supported; expected \"BPE\".");
        foreach (var field in new[] { "continuing_subword_prefix", "end_of_word_suffix" })
        {
            if (Text(model, field) is { Length: > 0 } affix)
                throw Unsupported(model, field, $"\"{affix}\" is not supported; byte-level BPE has none.");
        }

        foreach (var field in new[] { "byte_fallback", "ignore_merges" })
        {
            if (IsTrue(model, field))
                throw Unsupported(model, field, "true is not supported.");
        }

        if (model.OptionalNumber("dropout") is { } dropout and not 0)
            throw Unsupported(model, "dropout", $"{dropout} is not supported: merges left out by chance.");
    }

    /// <summary>Whether texts are composed to NFC first; another normaliser is an error.</summary>
    public static bool Composes(JsonRecord parent)
    {
        var steps = Steps(parent, NormalizerField, "normalizers");
        if (steps.FirstOrDefault(step => step != "NFC") is { } other)
            throw Unsupported(parent, NormalizerField, $"\"{other}\" is not supported; expected \"NFC\" or none.");
        return steps.Length > 0;
    }

    /// <summary>What comes after the model adds no token and changes no text, but for the bytes that stand for themselves again.</summary>
    private static void CheckBytesOnly(JsonRecord root, string field)
    {
        if (Steps(root, field, field == "decoder" ? "decoders" : "processors").FirstOrDefault(step => step != "ByteLevel") is { } other)
            throw Unsupported(root, field, $"\"{other}\" is not supported; expected \"ByteLevel\" or none, as Qwen2 has it.");
    }

    /// <summary>The types of the steps of a part; none where there is no such part.</summary>
    private static string[] Steps(JsonRecord parent, string field, string list)
    {
        if (!parent.Element.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return [];
        var part = parent.Child(field, value);
        return Text(part, "type") == "Sequence"
            ? [.. Items(part, list).Select((step, i) => Text(part.Child($"{list}[{i}]", step), "type") ?? "a step without a type")]
            : [Text(part, "type") ?? "a step without a type"];
    }

    private static void CheckWords(JsonRecord root)
    {
        var words = root.Child("pre_tokenizer", root.Required("pre_tokenizer", "an object"));
        var steps = Text(words, "type") == "Sequence"
            ? Items(words, "pretokenizers").Select((step, i) => words.Child($"pretokenizers[{i}]", step)).ToArray()
            : [words];
        if (steps.Length != 2 || Text(steps[0], "type") != "Split" || Text(steps[1], "type") != "ByteLevel")
            throw Unsupported(root, "pre_tokenizer", "expected a Split and a ByteLevel in sequence, as Qwen2 has them.");

        var (split, bytes) = (steps[0], steps[1]);
        var pattern = Text(split.Child("pattern", split.Required("pattern", "an object")), "Regex");
        if (pattern != QwenWords.Pattern)
            throw Unsupported(split, "pattern", $"the text is divided into words by {pattern ?? "something else than a Regex"}, which is not Qwen2's pattern.");
        if (Text(split, "behavior") != "Isolated" || IsTrue(split, "invert"))
            throw Unsupported(split, "behavior", "expected \"Isolated\", not inverted.");
        if (IsTrue(bytes, "add_prefix_space") || !bytes.Element.TryGetProperty("use_regex", out var again) || again.ValueKind != JsonValueKind.False)
            throw Unsupported(root, "pre_tokenizer", "the ByteLevel step adds a blank or divides once more.");
    }

    private static List<string> ReadMerges(JsonRecord model, Dictionary<string, int> vocabulary)
    {
        var merges = new List<string>();
        foreach (var element in Items(model, "merges"))
        {
            var field = $"merges[{merges.Count}]";
            var parts = element.ValueKind switch
            {
                JsonValueKind.String => model.StringOf(element, field).Split(' '),
                JsonValueKind.Array => [.. element.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.String ? model.StringOf(part, field) : "")],
                _ => [],
            };
            if (parts.Length != 2)
                throw model.Error("expected two tokens.", field, TokenizerFolder.Repair);
            if (TokenizerFolder.MissingOf(parts[0], parts[1], vocabulary) is { } token)
                throw model.Error($"the token {token} is not in the vocabulary.", field, TokenizerFolder.Repair);
            merges.Add($"{parts[0]} {parts[1]}");
        }

        return merges;
    }

    private static JsonElement[] Items(JsonRecord record, string field)
    {
        if (!record.Element.TryGetProperty(field, out var list) || list.ValueKind == JsonValueKind.Null)
            return [];
        return list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : throw record.Error($"expected a list, found {JsonRecord.Describe(list)}.", field);
    }

    private static string? Text(JsonRecord record, string field) =>
        record.Element.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? record.StringOf(value, field) : null;

    private static bool IsTrue(JsonRecord record, string field) =>
        record.Element.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.True;

    private static BadInputException Unsupported(JsonRecord record, string field, string problem) => record.Error(problem, field, Remedy);
}
