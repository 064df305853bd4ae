namespace Ggsm.Users;

/// <summary>Tokenized pairs to train on and pairs of other people to measure on.</summary>
public sealed class PairDataset
{
    private PairDataset(UserTokenizer tokenizer, IReadOnlyList<TextPair> train, IReadOnlyList<TextPair> heldOut, PairDatasetOptions options)
    {
        Tokenizer = tokenizer;
        TrainTexts = train;
        HeldOutTexts = heldOut;
        Train = Tokenize(train, tokenizer, options);
        HeldOut = Tokenize(heldOut, tokenizer, options);
    }

    /// <summary>Pairs to train on.</summary>
    public IReadOnlyList<TokenPair> Train { get; }

    /// <summary>Pairs of users (or queries) of whom nothing is in <see cref="Train"/>.</summary>
    public IReadOnlyList<TokenPair> HeldOut { get; }

    /// <summary>The texts of <see cref="Train"/>, in the same order.</summary>
    public IReadOnlyList<TextPair> TrainTexts { get; }

    /// <summary>The texts of <see cref="HeldOut"/>, in the same order.</summary>
    public IReadOnlyList<TextPair> HeldOutTexts { get; }

    /// <summary>What made the tokens.</summary>
    public UserTokenizer Tokenizer { get; }

    /// <summary>
    /// Loads a data folder (<c>pairs.jsonl</c>, <c>users.jsonl</c> where pairs name users, <c>tokenizer/</c>), or one file
    /// of text pairs in any shape of <see cref="TextPairReader"/>. A source without a tokenizer gets one trained on its
    /// own training texts; save it with the model.
    /// </summary>
    /// <exception cref="BadInputException">Something is missing or malformed: names file, line and field.</exception>
    public static PairDataset Load(string path, PairDatasetOptions? options = null)
    {
        options ??= new PairDatasetOptions();
        var (train, heldOut) = PairTexts.Read(path, options);
        var tokenizerFolder = Path.Combine(path, "tokenizer");
        var tokenizer = options.Tokenizer
            ?? (Directory.Exists(tokenizerFolder) ? UserTokenizer.Load(tokenizerFolder) : BpeTrainer.Train(train.SelectMany(p => new[] { p.Query, p.Answer })));
        return new PairDataset(tokenizer, train, heldOut, options);
    }

    private static TokenPair[] Tokenize(IReadOnlyList<TextPair> pairs, UserTokenizer tokenizer, PairDatasetOptions options) =>
        [.. pairs.Select(p => new TokenPair(
            tokenizer.EncodeQuery(p.Query, options.MaxQueryLength), tokenizer.EncodeAnswer(p.Answer, options.MaxAnswerLength))
        {
            Source = p.Source,
            Negatives = [.. (p.Negatives ?? []).Select(n => tokenizer.EncodeAnswer(n, options.MaxAnswerLength))],
        })];
}
