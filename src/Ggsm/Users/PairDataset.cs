namespace Ggsm.Users;

/// <summary>
/// Tokenized pairs to train on and pairs of other people to measure on. Loading reads the source once, validates every line and
/// keeps where each stands; a pair is read, rendered and tokenized when it is asked for, so that the size of the source does not matter.
/// </summary>
public sealed class PairDataset
{
    /// <param name="tokenizer">What makes the tokens.</param>
    /// <param name="given">Whether the data brought the tokenizer.</param>
    /// <param name="texts">The pairs.</param>
    /// <param name="options">Lengths and form.</param>
    /// <exception cref="BadInputException">The lengths have no room for the template.</exception>
    internal PairDataset(UserTokenizer tokenizer, bool given, PairSource texts, PairDatasetOptions options)
    {
        Tokenizer = tokenizer;
        TokenizerIsGiven = given;
        TrainTexts = texts.Pairs(texts.Train);
        HeldOutTexts = texts.Pairs(texts.HeldOut);
        Train = new TokenizedPairs(texts, texts.Train, tokenizer, options);
        HeldOut = new TokenizedPairs(texts, texts.HeldOut, tokenizer, options);

        // Lengths without room show now and not in the middle of a run: a template has the same tags whoever's it is.
        if (texts.FirstPrompt is { } prompt)
            _ = new TokenizedPairs(texts, [prompt], tokenizer, options)[0];
        _ = Train[0];
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

    /// <summary>Whether the tokenizer came with the data or the options; otherwise it was trained on the texts just now.</summary>
    public bool TokenizerIsGiven { get; }

    /// <summary>
    /// The form of input that data asks for: events where a pair leaves its query to a user of <c>users.jsonl</c>, text where every pair
    /// brings a text of its own. Reads no further than the first such pair.
    /// </summary>
    /// <param name="path">A data folder, or a file of text pairs.</param>
    /// <exception cref="BadInputException">The pairs are missing or malformed: names file, line and field.</exception>
    public static InputForm FormOf(string path)
    {
        var pairs = Path.Combine(path, "pairs.jsonl");
        return Directory.Exists(path) && TextLines.Read(pairs).Any(line => PairsFile.Parse(line.Text, pairs, line.Number).Query is null)
            ? InputForm.Events
            : InputForm.Text;
    }

    /// <summary>
    /// Loads a data folder (<c>pairs.jsonl</c>, <c>users.jsonl</c> where pairs name users, <c>tokenizer/</c>), or one file
    /// of text pairs in any shape of <see cref="TextPairReader"/>. A source without a tokenizer gets one trained on its
    /// own training texts; save it with the model.
    /// </summary>
    /// <exception cref="BadInputException">Something is missing or malformed: names file, line and field.</exception>
    public static PairDataset Load(string path, PairDatasetOptions? options = null)
    {
        options ??= new PairDatasetOptions();
        var texts = PairTexts.Read(path, options);
        var tokenizerFolder = Path.Combine(path, "tokenizer");
        var given = options.Tokenizer ?? (Directory.Exists(tokenizerFolder) ? UserTokenizer.Load(tokenizerFolder) : null);
        var tokenizer = given ?? BpeTrainer.Train(texts.Pairs(texts.Train).SelectMany(p => new[] { p.Query, p.Answer }));
        return new PairDataset(tokenizer, given is not null, texts, options);
    }
}
