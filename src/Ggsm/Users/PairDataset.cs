namespace Ggsm.Users;

/// <summary>Tokenized pairs to train on and pairs of other people to measure on.</summary>
public sealed class PairDataset
{
    private const int TextsForTokenizer = 20_000;

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
        if (!Directory.Exists(path))
        {
            var pairs = TextPairReader.Read(path);
            return Create(path, [.. pairs.Select(p => (p, (DataSplit?)null))], tokenizerFolder: null, options);
        }

        var pairsPath = Path.Combine(path, "pairs.jsonl");
        var tokenizerFolder = Path.Combine(path, "tokenizer");
        return Create(pairsPath, ReadFolder(path, pairsPath), Directory.Exists(tokenizerFolder) ? tokenizerFolder : null, options);
    }

    private static PairDataset Create(
        string file, List<(TextPair Pair, DataSplit? Split)> pairs, string? tokenizerFolder, PairDatasetOptions options)
    {
        var heldOutKeys = ChooseHeldOut(pairs, options);
        var sides = pairs.ToLookup(p => p.Split ?? (heldOutKeys.Contains(Key(p.Pair)) ? DataSplit.HeldOut : DataSplit.Train), p => p.Pair);
        TextPair[] train = [.. sides[DataSplit.Train]];
        TextPair[] heldOut = [.. sides[DataSplit.HeldOut]];
        if (train.Length == 0 || heldOut.Length == 0)
        {
            throw new BadInputException($"{train.Length} pairs to train on and {heldOut.Length} held out: both sides need some.", file,
                remedy: "Give pairs of at least two users or queries.");
        }

        if (train.Select(Key).Intersect(heldOut.Select(Key)).FirstOrDefault() is { } both)
            throw new BadInputException($"\"{both}\" is on both sides of the hold-out.", file, field: "split", remedy: "Put all pairs of one user on one side.");

        var tokenizer = options.Tokenizer
            ?? (tokenizerFolder is null ? TrainTokenizer(train) : UserTokenizer.Load(tokenizerFolder));
        return new PairDataset(tokenizer, train, heldOut, options);
    }

    private static UserTokenizer TrainTokenizer(TextPair[] train) =>
        BpeTrainer.Train(train.Take(TextsForTokenizer).SelectMany(p => new[] { p.Query, p.Answer }));

    private static string Key(TextPair pair) => pair.UserId ?? pair.Query;

    private static HashSet<string> ChooseHeldOut(List<(TextPair Pair, DataSplit? Split)> pairs, PairDatasetOptions options)
    {
        var keys = pairs.Where(p => p.Split is null).Select(p => Key(p.Pair)).Distinct()
            .OrderBy(k => SeededRandom.Hash(options.Seed, k)).ThenBy(k => k, StringComparer.Ordinal).ToArray();
        var count = keys.Length < 2 ? 0 : Math.Clamp((int)Math.Round(keys.Length * options.HeldOutFraction), 1, keys.Length - 1);
        return [.. keys.Take(count)];
    }

    private static List<(TextPair Pair, DataSplit? Split)> ReadFolder(string folder, string pairsPath)
    {
        var usersPath = Path.Combine(folder, "users.jsonl");
        Dictionary<string, UserProfile>? users = null;
        var pairs = new List<(TextPair, DataSplit?)>();
        foreach (var (pair, line) in PairsFile.ReadNumbered(pairsPath))
        {
            var query = pair.Query;
            if (query is null)
            {
                users ??= ReadUsers(usersPath);
                query = users.TryGetValue(pair.UserId!, out var profile)
                    ? PromptTemplate.Render(profile, pair.Instruction)
                    : throw new BadInputException($"user \"{pair.UserId}\" is not in users.jsonl.", pairsPath, line, "user");
            }

            pairs.Add((new TextPair(query, pair.Answer, pair.UserId, pair.Source, pair.Difficulty), pair.Split));
        }

        return pairs.Count > 0 ? pairs : throw new BadInputException("the file holds no pairs.", pairsPath);
    }

    private static Dictionary<string, UserProfile> ReadUsers(string path)
    {
        var users = new Dictionary<string, UserProfile>();
        foreach (var user in UsersFile.Read(path))
        {
            if (!users.TryAdd(user.Id, user))
                throw new BadInputException($"user \"{user.Id}\" stands in the file twice.", path, field: "id", remedy: "Give one line per user.");
        }

        return users;
    }

    private static TokenPair[] Tokenize(IReadOnlyList<TextPair> pairs, UserTokenizer tokenizer, PairDatasetOptions options) =>
        [.. pairs.Select(p => new TokenPair(
            tokenizer.EncodeQuery(p.Query, options.MaxQueryLength), tokenizer.EncodeAnswer(p.Answer, options.MaxAnswerLength)))];
}
