using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Text;

namespace Microsoft.ML.Tokenizers;

/// <summary>Byte-level byte-pair encoding, as used by GPT-2 and Qwen2.</summary>
public sealed class BpeTokenizer : Tokenizer
{
    private const int LongestCachedWord = 15;
    private const int MaxCachedWords = 1 << 16;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _tokens = [];
    private readonly Dictionary<string, int> _specialIds = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _specialTokens = [];
    private readonly MergeTable _merges;
    private readonly ConcurrentDictionary<string, WordPiece[]> _cache = new(StringComparer.Ordinal);

    private BpeTokenizer(BpeOptions options)
    {
        foreach (var (token, id) in options.Vocabulary)
        {
            _ids.Add(token, id);
            _tokens.Add(id, token);
        }

        if (_ids.Count == 0) throw new InvalidOperationException("The vocabulary cannot be empty.");
        _merges = new MergeTable(options.Merges ?? [], _ids);
        SpecialTokens = options.SpecialTokens;
        foreach (var (token, id) in SpecialTokens ?? ReadOnlyDictionary<string, int>.Empty)
        {
            _specialIds.Add(token, id);
            _specialTokens.Add(id, token);
        }

        PreTokenizer = options.PreTokenizer ?? PreTokenizer.CreateWordOrNonWord();
        ByteLevel = options.ByteLevel;
        Vocabulary = new ReadOnlyDictionary<string, int>(_ids);
    }

    public IReadOnlyDictionary<string, int>? SpecialTokens { get; }

    public IReadOnlyDictionary<string, int> Vocabulary { get; }

    public bool ByteLevel { get; }

    public override PreTokenizer PreTokenizer { get; }

    /// <exception cref="NotSupportedException">The options do not ask for byte level: only that is provided here.</exception>
    public static BpeTokenizer Create(BpeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.ByteLevel)
            throw new NotSupportedException("Only byte-level BPE is provided by this stand-in: set BpeOptions.ByteLevel, or use the genuine package.");
        return new BpeTokenizer(options);
    }

    public override string Decode(IEnumerable<int> ids) => Decode(ids, considerSpecialTokens: true);

    public string Decode(IEnumerable<int> ids, bool considerSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var bytes = new List<byte>();
        foreach (int id in ids)
        {
            if (_specialTokens.TryGetValue(id, out string? special))
            {
                if (considerSpecialTokens) bytes.AddRange(Encoding.UTF8.GetBytes(special));
            }
            else if (_tokens.TryGetValue(id, out string? token))
            {
                ByteLevelAlphabet.Decode(token, bytes);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        var specialIds = _specialIds.GetAlternateLookup<ReadOnlySpan<char>>();
        var tokens = new List<EncodedToken>();
        foreach (var (offset, length) in Words(textSpan, settings))
        {
            var word = textSpan.Slice(offset, length);
            if (specialIds.TryGetValue(word, out string? special, out int specialId))
            {
                tokens.Add(new EncodedToken(specialId, special, offset..(offset + length)));
                continue;
            }

            ByteLevelAlphabet.Encode(word, out int[] charIndices);
            int start = 0;
            foreach (var piece in Encode(word))
            {
                int end = start + piece.Length;
                tokens.Add(new EncodedToken(piece.Id, _tokens[piece.Id], (offset + charIndices[start])..(offset + charIndices[end - 1] + 1)));
                start = end;
            }
        }

        return new EncodeResults<EncodedToken> { Tokens = tokens, CharsConsumed = textSpan.Length };
    }

    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        int limit = settings.MaxTokenCount;
        if (limit <= 0)
            throw new ArgumentOutOfRangeException(nameof(settings), "The maximum number of tokens must be greater than zero.");

        var specialIds = _specialIds.GetAlternateLookup<ReadOnlySpan<char>>();
        var ids = new List<int>();
        int charsConsumed = 0;
        foreach (var (offset, length) in Words(textSpan, settings))
        {
            if (ids.Count >= limit) break;
            var word = textSpan.Slice(offset, length);
            if (specialIds.TryGetValue(word, out int specialId))
            {
                ids.Add(specialId);
                charsConsumed = offset + length;
                continue;
            }

            var pieces = Encode(word);
            int taken = Math.Min(pieces.Length, limit - ids.Count);
            for (int i = 0; i < taken; i++) ids.Add(pieces[i].Id);
            charsConsumed = offset + (taken == pieces.Length ? length : CharsIn(word, pieces.AsSpan(0, taken)));
        }

        return new EncodeResults<int> { Tokens = ids, CharsConsumed = charsConsumed };
    }

    private static int CharsIn(ReadOnlySpan<char> word, ReadOnlySpan<WordPiece> pieces)
    {
        ByteLevelAlphabet.Encode(word, out int[] charIndices);
        int bytes = 0;
        foreach (var piece in pieces) bytes += piece.Length;
        return charIndices[bytes];
    }

    private IEnumerable<(int Offset, int Length)> Words(ReadOnlySpan<char> text, EncodeSettings settings)
    {
        if (text.IsEmpty) return [];
        return settings.ConsiderPreTokenization ? PreTokenizer.PreTokenize(text) : [(0, text.Length)];
    }

    private WordPiece[] Encode(ReadOnlySpan<char> word)
    {
        if (_cache.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var cached)) return cached;

        var bytes = new List<WordPiece>();
        foreach (char c in ByteLevelAlphabet.Encode(word, out _))
        {
            if (_ids.TryGetValue(c.ToString(), out int id)) bytes.Add(new WordPiece(id, 1));
        }

        WordPiece[] pieces = [.. _merges.Apply(bytes)];
        if (word.Length <= LongestCachedWord && _cache.Count < MaxCachedWords) _cache[word.ToString()] = pieces;
        return pieces;
    }
}
