using System.Text.Json;

namespace Ggsm.Users;

/// <summary>
/// Reads a tokenizer folder strictly: what the library would only stumble over later, or would silently do otherwise than the
/// folder says, is an error here. A <c>tokenizer.json</c> is believed first, as Hugging Face does.
/// </summary>
internal static class TokenizerFolder
{
    internal const string Repair = "Make the folder again, or take it from a clean copy.";
    internal const string WholeFile = "tokenizer.json";
    internal const string AddedTokensFile = "added_tokens.json";

    private const string EndOfQwen = "<|endoftext|>";

    private static readonly string[] Classes = ["Qwen2Tokenizer", "Qwen2TokenizerFast"];

    public static bool Exists(string directory) =>
        File.Exists(Path.Combine(directory, WholeFile)) || File.Exists(Path.Combine(directory, UserTokenizer.VocabularyFile));

    public static UserTokenizer Load(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new BadInputException("the tokenizer folder does not exist.", directory,
                remedy: $"Name a folder with {WholeFile}, or with {UserTokenizer.VocabularyFile} and {UserTokenizer.MergesFile} in it.");
        }

        var whole = Path.Combine(directory, WholeFile);
        var config = File.Exists(whole) && !File.Exists(Path.Combine(directory, UserTokenizer.ConfigFile))
            ? JsonRecord.Parse("{}", whole, line: 1)
            : ReadObject(Path.Combine(directory, UserTokenizer.ConfigFile));
        FormatVersion.RefuseNewer(config.Element, Path.Combine(directory, UserTokenizer.ConfigFile), UserTokenizer.CurrentFormatVersion);
        var (vocabulary, merges, added, composes) = File.Exists(whole) ? TokenizerJson.Read(whole) : ReadFiles(directory, config);
        AddFromConfig(config, added);

        var next = vocabulary.Concat(added.Ids).Max(t => t.Value) + 1;
        var eos = IdOf(SpecialTokens.Eos, "eos_token");
        var pad = IdOf(SpecialTokens.Pad, "pad_token");
        foreach (var token in SpecialTokens.All.Where(t => t is not (SpecialTokens.Eos or SpecialTokens.Pad)))
            IdOf(token, ownField: null);
        return new UserTokenizer([.. vocabulary], merges, added.Ids, eos, pad, composes);

        int IdOf(string token, string? ownField)
        {
            if (added.Known(token) is { } id)
                return id;
            if (ownField is not null && NameOf(config, ownField) is { } own && (config.Has(ownField) || added.Known(own) is not null))
                return added.Known(own) ?? throw config.Error($"{own} is neither in the vocabulary nor among the added tokens.", ownField, Repair);
            return added.Ids[token] = next++;
        }
    }

    /// <summary>The tokens of a vocabulary object, ids by text.</summary>
    public static Dictionary<string, int> ReadVocabulary(JsonRecord record)
    {
        var vocabulary = new Dictionary<string, int>();
        var seen = new HashSet<int>();
        foreach (var property in record.Element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Number || !property.Value.TryGetInt32(out var id) || id < 0)
                throw record.Error($"expected an id, found {JsonRecord.Describe(property.Value)}.", property.Name, Repair);
            if (!seen.Add(id) || !vocabulary.TryAdd(property.Name, id))
                throw record.Error($"the token or its id {id} stands twice in the vocabulary.", property.Name, Repair);
        }

        var missing = ByteAlphabet.All.Count(c => !vocabulary.ContainsKey(c.ToString()));
        return missing == 0
            ? vocabulary
            : throw record.Error($"{missing} of the 256 single-byte tokens are missing: this is not a whole byte-level vocabulary.", remedy: Repair);
    }

    /// <summary>What a merge needs in the vocabulary and does not find there; null when all is there.</summary>
    public static string? MissingOf(string left, string right, Dictionary<string, int> vocabulary) =>
        new[] { left, right, left + right }.FirstOrDefault(token => !vocabulary.ContainsKey(token));

    /// <param name="path">The file.</param>
    /// <param name="namesStandOnce">Whether a name that stands twice is refused here; the reader of a vocabulary says more about it.</param>
    public static JsonRecord ReadObject(string path, bool namesStandOnce = true)
    {
        using var reader = TextLines.Open(path);
        try
        {
            using var document = JsonDocument.Parse(reader.ReadToEnd(), new JsonDocumentOptions { AllowDuplicateProperties = !namesStandOnce });
            return new JsonRecord(document.RootElement.Clone(), path, line: 1);
        }
        catch (JsonException e)
        {
            throw new BadInputException($"the file is not valid JSON ({JsonRecord.FirstSentence(e)})", path, e.LineNumber + 1, remedy: Repair, inner: e);
        }
        catch (System.Text.DecoderFallbackException e)
        {
            throw new BadInputException("the file is not valid UTF-8.", path, remedy: Repair, inner: e);
        }
    }

    private static (Dictionary<string, int> Vocabulary, List<string> Merges, AddedTokens Added, bool Composes) ReadFiles(string directory, JsonRecord config)
    {
        var vocabulary = ReadVocabulary(ReadObject(Path.Combine(directory, UserTokenizer.VocabularyFile), namesStandOnce: false));
        var merges = ReadMerges(Path.Combine(directory, UserTokenizer.MergesFile), vocabulary);
        if (config.OptionalText("tokenizer_class") is { } name && !Classes.Contains(name))
        {
            throw config.Error($"\"{name}\" is not supported; expected {string.Join(" or ", Classes)}.", "tokenizer_class",
                $"Another tokenizer divides text in another way. Add its {WholeFile}, which says how.");
        }

        var added = new AddedTokens(vocabulary);
        var addedPath = Path.Combine(directory, AddedTokensFile);
        if (File.Exists(addedPath))
        {
            var record = ReadObject(addedPath);
            foreach (var property in record.Element.EnumerateObject())
            {
                if (property.Value.ValueKind != JsonValueKind.Number || !property.Value.TryGetInt32(out var id))
                    throw record.Error($"expected an id, found {JsonRecord.Describe(property.Value)}.", property.Name, Repair);
                added.Add(property.Name, id, record, property.Name);
            }
        }

        return (vocabulary, merges, added, !config.Has(TokenizerJson.NormalizerField) || TokenizerJson.Composes(config));
    }

    private static List<string> ReadMerges(string path, Dictionary<string, int> vocabulary)
    {
        var merges = new List<string>();
        foreach (var (number, line) in TextLines.Read(path))
        {
            if (line.StartsWith("#version", StringComparison.Ordinal))
                continue;
            var parts = line.Split(' ');
            if (parts.Length != 2)
                throw new BadInputException("expected two tokens divided by one space.", path, number, remedy: Repair);
            if (MissingOf(parts[0], parts[1], vocabulary) is { } token)
                throw new BadInputException($"the token is not in {UserTokenizer.VocabularyFile}.", path, number, token, Repair);
            merges.Add(line);
        }

        return merges;
    }

    private static void AddFromConfig(JsonRecord config, AddedTokens added)
    {
        foreach (var field in new[] { "add_prefix_space", "split_special_tokens", "add_bos_token", "add_eos_token", "do_lower_case" })
        {
            if (config.Element.TryGetProperty(field, out var flag) && flag.ValueKind == JsonValueKind.True)
                throw config.Error("true is not supported: it changes the tokens of a text.", field, "Use the tokenizer of a Qwen2 model.");
        }

        if (!config.Has("added_tokens_decoder"))
            return;
        var tokens = config.Child("added_tokens_decoder", config.Element.GetProperty("added_tokens_decoder"));
        foreach (var property in tokens.Element.EnumerateObject())
        {
            if (!NumberText.TryCount(property.Name, out var id))
                throw tokens.Error("expected an id.", property.Name, Repair);
            added.Add(id, tokens.Child(property.Name, property.Value));
        }
    }

    /// <summary>The token is given by its text, or by an object with that text as content; a folder that says nothing means Qwen2's own.</summary>
    private static string? NameOf(JsonRecord record, string field) => record.Has(field)
        ? record.Element.GetProperty(field) is { ValueKind: JsonValueKind.Object } value ? record.Child(field, value).Text("content") : record.OptionalText(field)
        : EndOfQwen;
}
