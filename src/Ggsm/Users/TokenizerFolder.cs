using System.Globalization;
using System.Text.Json;

namespace Ggsm.Users;

/// <summary>Reads a tokenizer folder strictly: what the library would only stumble over later is an error here.</summary>
internal static class TokenizerFolder
{
    private const string Repair = "Make the folder again, or take it from a clean copy.";

    public static UserTokenizer Load(string directory)
    {
        if (!Directory.Exists(directory))
            throw new BadInputException("the tokenizer folder does not exist.", directory, remedy: "Name a folder with vocab.json and merges.txt in it.");
        var vocabulary = ReadVocabulary(Path.Combine(directory, UserTokenizer.VocabularyFile));
        var merges = ReadMerges(Path.Combine(directory, UserTokenizer.MergesFile), vocabulary);
        var (specials, eos, pad) = ReadConfig(Path.Combine(directory, UserTokenizer.ConfigFile), vocabulary);

        var next = vocabulary.Concat(specials).Max(t => t.Value) + 1;
        int IdOf(string token, string? own)
        {
            if (specials.TryGetValue(token, out var id) || (own is not null && specials.TryGetValue(own, out id)))
                return id;
            return specials[token] = next++;
        }

        var eosId = IdOf(SpecialTokens.Eos, eos);
        var padId = IdOf(SpecialTokens.Pad, pad);
        foreach (var token in SpecialTokens.All.Where(t => t is not (SpecialTokens.Eos or SpecialTokens.Pad)))
            IdOf(token, own: null);
        return new UserTokenizer([.. vocabulary], merges, specials, eosId, padId);
    }

    private static Dictionary<string, int> ReadVocabulary(string path)
    {
        var record = ReadObject(path);
        var vocabulary = new Dictionary<string, int>();
        var seen = new HashSet<int>();
        foreach (var property in record.Element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Number || !property.Value.TryGetInt32(out var id) || id < 0)
                throw new BadInputException($"expected an id, found {JsonRecord.Describe(property.Value)}.", path, field: property.Name, remedy: Repair);
            if (!seen.Add(id) || !vocabulary.TryAdd(property.Name, id))
                throw new BadInputException($"the token or its id {id} stands twice in the vocabulary.", path, field: property.Name, remedy: Repair);
        }

        var missing = ByteAlphabet.All.Count(c => !vocabulary.ContainsKey(c.ToString()));
        return missing == 0
            ? vocabulary
            : throw new BadInputException($"{missing} of the 256 single-byte tokens are missing: this is not a whole byte-level vocabulary.", path, remedy: Repair);
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
            foreach (var token in new[] { parts[0], parts[1], parts[0] + parts[1] })
            {
                if (!vocabulary.ContainsKey(token))
                    throw new BadInputException($"the token is not in {UserTokenizer.VocabularyFile}.", path, number, token, Repair);
            }

            merges.Add(line);
        }

        return merges;
    }

    private static (Dictionary<string, int> Specials, string? Eos, string? Pad) ReadConfig(string path, Dictionary<string, int> vocabulary)
    {
        var record = ReadObject(path);
        var specials = new Dictionary<string, int>();
        var taken = vocabulary.ToDictionary(t => t.Value, t => t.Key);
        if (record.Has("added_tokens_decoder"))
        {
            foreach (var property in record.Child("added_tokens_decoder", record.Element.GetProperty("added_tokens_decoder")).Element.EnumerateObject())
            {
                var token = record.Child(property.Name, property.Value).Text("content");
                if (!int.TryParse(property.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                    throw record.Error("expected an id.", $"added_tokens_decoder.{property.Name}", Repair);
                if (!taken.TryAdd(id, token) && taken[id] != token)
                    throw record.Error($"the id already belongs to {taken[id]}.", $"added_tokens_decoder.{property.Name}", Repair);
                if (!specials.TryAdd(token, id))
                    throw record.Error("the token stands twice.", token, Repair);
            }
        }

        return (specials, NameOf(record, "eos_token"), NameOf(record, "pad_token"));
    }

    /// <summary>The token is given by its text, or by an object with that text as content.</summary>
    private static string? NameOf(JsonRecord record, string field) =>
        record.Has(field) && record.Element.GetProperty(field) is { ValueKind: JsonValueKind.Object } value
            ? record.Child(field, value).Text("content")
            : record.OptionalText(field);

    private static JsonRecord ReadObject(string path)
    {
        using var reader = TextLines.Open(path);
        try
        {
            using var document = JsonDocument.Parse(reader.ReadToEnd());
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
}
