using System.Buffers.Binary;
using System.Collections;
using System.Security.Cryptography;
using System.Text;

namespace Ggsm.Users;

/// <summary>
/// Pairs that are read, rendered and tokenized when they are asked for. Of those asked for so far, the first are kept
/// (<see cref="PairDatasetOptions.KeptTokens"/>), so that small data are tokenized once and large data take no more memory than that.
/// </summary>
internal sealed class TokenizedPairs : IReadOnlyList<TokenPair>
{
    private const int MostMeasured = 20_000;

    /// <summary>An event takes the memory of about so many tokens.</summary>
    private const int TokensOfEvent = 50;

    private readonly PairSource texts;
    private readonly int[] numbers;
    private readonly UserTokenizer tokenizer;
    private readonly PairDatasetOptions options;
    private readonly UserInput input;
    private readonly Dictionary<int, TokenPair> kept = [];
    private long keptTokens;

    /// <param name="texts">The source.</param>
    /// <param name="numbers">Which of its pairs.</param>
    /// <param name="tokenizer">What makes the tokens.</param>
    /// <param name="options">The lengths, and how much is kept.</param>
    public TokenizedPairs(PairSource texts, int[] numbers, UserTokenizer tokenizer, PairDatasetOptions options)
    {
        this.texts = texts;
        this.numbers = numbers;
        this.tokenizer = tokenizer;
        this.options = options;
        input = new UserInput(tokenizer, options.Input, options.MaxQueryLength, options.Budget);
    }

    public int Count => numbers.Length;

    public TokenPair this[int index]
    {
        get
        {
            lock (kept)
            {
                if (kept.TryGetValue(index, out var known))
                    return known;
                var pair = Tokenize(numbers[index]);
                var tokens = pair.Query.Length + (pair.Events.Count * TokensOfEvent) + pair.Answer.Length + pair.Negatives.Sum(n => n.Length);
                if (keptTokens + tokens <= options.KeptTokens)
                {
                    kept[index] = pair;
                    keptTokens += tokens;
                }

                return pair;
            }
        }
    }

    /// <summary>Which data stream made each pair.</summary>
    public IReadOnlyList<string?> Sources => new MapStyleList<string?>(Count, i => texts.Source(numbers[i]));

    /// <summary>For each pair a number for its user or, without one, its query; numbered as they first occur.</summary>
    public int[] Users()
    {
        var known = new Dictionary<ulong, int>();
        return [.. numbers.Select(n => texts.Key(n)).Select(key => known.TryGetValue(key, out var user) ? user : known[key] = known.Count)];
    }

    /// <summary>
    /// The users of these pairs who have labels, each once, in the order of their first pair: what the user tower reads of them when the
    /// embedding is for nothing in particular.
    /// </summary>
    /// <param name="most">How many at most.</param>
    public IEnumerable<LabelledUser> LabelledUsers(int most)
    {
        var seen = new HashSet<ulong>();
        return numbers.Where(n => seen.Add(texts.Key(n))).Select(n => texts.Line(n).User).OfType<UserProfile>().Where(user => user.Labels.Count > 0)
            .Take(most).Select(user => new LabelledUser(input.Of(user), user.Labels));
    }

    /// <summary>
    /// How long query and answer of a pair are, for sorting: in tokens where there are no more than twenty thousand pairs, else,
    /// without reading any, as <see cref="PairSource.Bytes"/> says.
    /// </summary>
    public (int Query, int Answer) Size(int index) =>
        Count <= MostMeasured ? (this[index].Query.Length, this[index].Answer.Length) : texts.Bytes(numbers[index]);

    /// <summary>
    /// SHA-256 over what decides the tokens of all pairs, in their order: the lines they are made from, the tokenizer and the options.
    /// Lower-case hexadecimal.
    /// </summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(
            FormattableString.Invariant($"{tokenizer.ContentHash} {options.MaxQueryLength} {options.MaxAnswerLength} {options.Instructions} {Count} {options.Input} {string.Join(',', Modalities.All.Select(options.Budget.Of))}")));
        Span<byte> bytes = stackalloc byte[2 * sizeof(ulong)];
        foreach (var number in numbers)
        {
            var (pair, user) = texts.Checksums(number);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, pair);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[sizeof(ulong)..], user);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public IEnumerator<TokenPair> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private TokenPair Tokenize(int number)
    {
        var (pair, user) = texts.Line(number);
        var query = user is null ? input.OfText(pair.Query!) : input.Of(user, pair.Instruction);
        return new(query.Ids, tokenizer.EncodeAnswer(pair.Answer, options.MaxAnswerLength))
        {
            Events = query.Events,
            Source = pair.Source,
            Negatives = [.. (pair.Negatives ?? []).Select(n => tokenizer.EncodeAnswer(n, options.MaxAnswerLength))],
        };
    }
}
