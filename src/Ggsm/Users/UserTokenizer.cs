using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace Ggsm.Users;

/// <summary>
/// Byte-level BPE with the special tokens of the input template, in the folder layout of Hugging Face's Qwen2
/// tokenizer: <c>vocab.json</c>, <c>merges.txt</c>, <c>tokenizer_config.json</c>.
/// </summary>
/// <remarks>
/// The folder of a Qwen2 or Qwen2.5 model loads the same way, also from its <c>tokenizer.json</c> alone. Where its files do
/// not know one of the <see cref="SpecialTokens"/>, the model's own end and padding tokens are used for <c>&lt;EOS&gt;</c> and
/// <c>&lt;PAD&gt;</c>, and the others take the ids after the largest known one: the embedding table must reach
/// <see cref="VocabularySize"/>. (Qwen2.5 knows 151,665 tokens and has 151,936 rows, so that the template's fall on rows that
/// no token used.) Texts are composed to Unicode's form NFC first, as Qwen2's own tokenizer does; only a <c>tokenizer.json</c> without
/// a normaliser leaves them as they are.
/// </remarks>
public sealed class UserTokenizer
{
    internal const string VocabularyFile = "vocab.json";
    internal const string MergesFile = "merges.txt";
    internal const string ConfigFile = "tokenizer_config.json";

    /// <summary>The format of <c>tokenizer_config.json</c> this version writes, and the newest it reads.</summary>
    internal const int CurrentFormatVersion = 1;

    private readonly BpeTokenizer tokenizer;
    private readonly IReadOnlyList<KeyValuePair<string, int>> vocabulary;
    private readonly IReadOnlyList<string> merges;
    private readonly Dictionary<string, int> specials;
    private readonly bool composes;

    internal UserTokenizer(
        IReadOnlyList<KeyValuePair<string, int>> vocabulary, IReadOnlyList<string> merges, Dictionary<string, int> specials, int eosId, int padId, bool composes = true)
    {
        this.vocabulary = vocabulary;
        this.merges = merges;
        this.specials = specials;
        this.composes = composes;
        EosId = eosId;
        PadId = padId;
        UserId = specials[SpecialTokens.User];
        VocabularySize = vocabulary.Concat(specials).Max(t => t.Value) + 1;
        tokenizer = BpeTokenizer.Create(new BpeOptions(vocabulary)
        {
            Merges = merges,
            SpecialTokens = specials,
            Normalizer = composes ? new ComposedText(specials.Keys) : null,
            PreTokenizer = new QwenWords(specials),
            ByteLevel = true,
        });
    }

    /// <summary>The largest id plus one: the rows an embedding table needs.</summary>
    public int VocabularySize { get; }

    /// <summary>The id that fills batches.</summary>
    public int PadId { get; }

    /// <summary>The id of the anchor.</summary>
    public int UserId { get; }

    /// <summary>The id that ends answers.</summary>
    public int EosId { get; }

    /// <summary>The tags of a prompt; the user's history ends with the one that closes the last modality.</summary>
    public PromptMarks Marks => new(specials[Modality.Tabular.ClosingTag()])
    {
        Tags = [.. Modalities.All.Select(m => (specials[m.OpeningTag()], specials[m.ClosingTag()]))],
    };

    /// <summary>Special tokens and their ids: those of the template, and the model's own.</summary>
    public IReadOnlyDictionary<string, int> Specials => specials;

    /// <summary>
    /// SHA-256 over tokens, merges and special tokens with their ids, lower-case hexadecimal: two tokenizers of one content
    /// cut every text alike, whatever folder they come from.
    /// </summary>
    public string ContentHash
    {
        get
        {
            object[] parts =
            [
                vocabulary.OrderBy(t => t.Value).ToArray(), merges, specials.OrderBy(t => t.Value).ThenBy(t => t.Key, StringComparer.Ordinal).ToArray(), EosId, PadId,
            ];
            var content = JsonSerializer.Serialize(composes ? parts : [.. parts, composes]);
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        }
    }

    /// <summary>Loads a tokenizer folder.</summary>
    /// <exception cref="BadInputException">A file is missing or damaged: names file, line or token.</exception>
    public static UserTokenizer Load(string directory) => TokenizerFolder.Load(directory);

    /// <summary>Whether a folder has a tokenizer of its own.</summary>
    public static bool IsIn(string directory) => TokenizerFolder.Exists(directory);

    /// <summary>Puts a tokenizer together from its tokens and merges; special tokens take the ids after them.</summary>
    /// <param name="tokens">Tokens in the byte alphabet; the index is the id.</param>
    /// <param name="merges">Pairs divided by a space, best first.</param>
    internal static UserTokenizer Create(IReadOnlyList<string> tokens, IReadOnlyList<string> merges)
    {
        var specials = SpecialTokens.All.Select((t, i) => KeyValuePair.Create(t, tokens.Count + i)).ToDictionary();
        return new UserTokenizer(
            [.. tokens.Select((t, i) => KeyValuePair.Create(t, i))], merges, specials, specials[SpecialTokens.Eos], specials[SpecialTokens.Pad]);
    }

    /// <summary>Tokenizes a query and puts the anchor last.</summary>
    /// <param name="text">
    /// A prompt rendered by <see cref="PromptTemplate"/>, which is shortened event by event, oldest first, and never
    /// within a tag or an event; or any other text, whose end is cut.
    /// </param>
    /// <param name="maxLength">Tokens at most, anchor included.</param>
    /// <exception cref="BadInputException">The length has no room for the tags and the anchor.</exception>
    public int[] EncodeQuery(string text, int maxLength)
    {
        if (PromptText.TryParse(text) is not { } prompt)
            return EncodeEnding(text, SpecialTokens.User, UserId, maxLength);
        if (!prompt.Fit(maxLength, t => tokenizer.CountTokens(t)))
        {
            throw new BadInputException(
                $"{maxLength} tokens have no room for the template, which needs {tokenizer.CountTokens(prompt.ToString())} with nothing in it.",
                field: "query length", remedy: "Allow longer queries.");
        }

        return [.. tokenizer.EncodeToIds(prompt.ToString())];
    }

    /// <summary>Tokenizes an answer, cuts its end when it is too long, and puts <c>&lt;EOS&gt;</c> last.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="maxLength">Tokens at most, <c>&lt;EOS&gt;</c> included.</param>
    public int[] EncodeAnswer(string text, int maxLength) => EncodeEnding(text, SpecialTokens.Eos, EosId, maxLength);

    /// <summary>Tokenizes as it is, adding nothing.</summary>
    public int[] Encode(string text) => [.. tokenizer.EncodeToIds(text)];

    /// <summary>The text again, special tokens included.</summary>
    public string Decode(int[] ids) => tokenizer.Decode(ids, considerSpecialTokens: true);

    /// <summary>The text of each id, for labels of figures; a token that is part of a character shows as U+FFFD.</summary>
    public IReadOnlyList<string> DecodeEach(int[] ids) => [.. ids.Select(id => tokenizer.Decode([id], considerSpecialTokens: true))];

    /// <summary>Writes the folder that <see cref="Load"/> reads. Another tokenizer in the folder is replaced.</summary>
    public void Save(string directory)
    {
        Directory.CreateDirectory(directory);
        File.Delete(Path.Combine(directory, TokenizerFolder.WholeFile));
        File.Delete(Path.Combine(directory, TokenizerFolder.AddedTokensFile));
        AtomicFile.WriteText(Path.Combine(directory, VocabularyFile), JsonSerializer.Serialize(vocabulary.ToDictionary(), JsonOptions) + "\n");
        AtomicFile.WriteText(Path.Combine(directory, MergesFile), new StringBuilder("#version: 0.2\n").AppendJoin('\n', merges).Append('\n').ToString());
        AtomicFile.WriteText(Path.Combine(directory, ConfigFile), JsonSerializer.Serialize(Config(), JsonOptions) + "\n");
    }

    private static JsonSerializerOptions JsonOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private int[] EncodeEnding(string text, string ending, int endingId, int maxLength)
    {
        if (maxLength < 1)
            throw new BadInputException($"{maxLength} tokens have no room for {ending}.", field: "length", remedy: "Allow longer texts.");
        var body = text.TrimEnd();
        if (body.EndsWith(ending, StringComparison.Ordinal))
            body = body[..^ending.Length].TrimEnd();
        return [.. tokenizer.EncodeToIds(body).Take(maxLength - 1), endingId];
    }

    private Dictionary<string, object?> Config()
    {
        string NameOf(int id) => specials.First(s => s.Value == id).Key;
        var config = new Dictionary<string, object?>
        {
            [FormatVersion.Field] = CurrentFormatVersion,
            ["tokenizer_class"] = "Qwen2Tokenizer",
            ["add_prefix_space"] = false,
            ["added_tokens_decoder"] = specials.OrderBy(s => s.Value).ToDictionary(
                s => s.Value.ToString(CultureInfo.InvariantCulture),
                s => new { content = s.Key, lstrip = false, normalized = false, rstrip = false, single_word = false, special = true }),
            ["eos_token"] = NameOf(EosId),
            ["pad_token"] = NameOf(PadId),
        };

        // The tokenizer of this class composes; one that does not has to say so.
        if (!composes)
            config[TokenizerJson.NormalizerField] = null;
        return config;
    }
}
