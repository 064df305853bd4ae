namespace Ggsm.Users;

/// <summary>Reads the texts of a pair source and divides them into those to train on and those held out.</summary>
internal static class PairTexts
{
    public static (IReadOnlyList<TextPair> Train, IReadOnlyList<TextPair> HeldOut) Read(string path, PairDatasetOptions options)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "pairs.jsonl") : path;
        var pairs = Directory.Exists(path) ? ReadFolder(path, file, options) : [.. TextPairReader.Read(path).Select(p => (p, (DataSplit?)null))];

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
        return (train, heldOut);
    }

    private static string Key(TextPair pair) => pair.UserId ?? pair.Query;

    private static HashSet<string> ChooseHeldOut(List<(TextPair Pair, DataSplit? Split)> pairs, PairDatasetOptions options)
    {
        var keys = pairs.Where(p => p.Split is null).Select(p => Key(p.Pair)).Distinct()
            .OrderBy(k => SeededRandom.Hash(options.Seed, k)).ThenBy(k => k, StringComparer.Ordinal).ToArray();
        var count = keys.Length < 2 ? 0 : Math.Clamp((int)Math.Round(keys.Length * options.HeldOutFraction), 1, keys.Length - 1);
        return [.. keys.Take(count)];
    }

    private static List<(TextPair Pair, DataSplit? Split)> ReadFolder(string folder, string file, PairDatasetOptions options)
    {
        DataManifest.RefuseNewer(file);
        var usersPath = Path.Combine(folder, "users.jsonl");
        Dictionary<string, UserProfile>? users = null;
        var pairs = new List<(TextPair, DataSplit?)>();
        foreach (var (pair, line) in PairsFile.ReadNumbered(file))
        {
            var query = pair.Query;
            if (query is null)
            {
                users ??= ReadUsers(usersPath);
                query = users.TryGetValue(pair.UserId!, out var profile)
                    ? PromptTemplate.Render(profile, options.Instructions ? pair.Instruction : null)
                    : throw new BadInputException($"user \"{pair.UserId}\" is not in users.jsonl.", file, line, "user");
            }

            pairs.Add((new TextPair(query, pair.Answer, pair.UserId, pair.Source, pair.Difficulty, pair.Negatives), pair.Split));
        }

        return pairs.Count > 0 ? pairs : throw new BadInputException("the file holds no pairs.", file);
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
}
