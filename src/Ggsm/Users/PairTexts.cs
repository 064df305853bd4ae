using System.Runtime.InteropServices;

namespace Ggsm.Users;

/// <summary>
/// The pairs of a data folder or a file of text pairs. It is read once, every line of it validated; then only the place of each pair is
/// kept, and its texts are read and rendered when they are asked for.
/// </summary>
internal sealed class PairTexts : PairSource
{
    private readonly PairDatasetOptions options;
    private readonly Func<string, string, long, PairLine> parse;
    private readonly IndexedLines lines;
    private readonly List<Entry> entries = [];
    private readonly List<string?> sources = [];
    private readonly string usersPath;
    private IndexedUsers? users;

    private int? firstPrompt;

    private PairTexts(string path, PairDatasetOptions options)
        : base(options)
    {
        this.options = options;
        var folder = Directory.Exists(path);
        var file = folder ? Path.Combine(path, "pairs.jsonl") : path;
        usersPath = Path.Combine(path, "users.jsonl");
        parse = folder ? PairsFile.Parse : TextPairReader.ParseLine;
        if (folder)
            DataManifest.RefuseNewer(file);
        lines = new IndexedLines(file);
        Index(folder ? TextLines.ReadPlaced(file) : TextPairReader.ReadPlaced(file));
        if (entries.Count == 0)
            throw new BadInputException("the file holds no pairs.", file, remedy: "Give at least one query and answer.");

        var lastHeldOut = LastHeldOut();
        Train = Side(DataSplit.Train, lastHeldOut);
        HeldOut = Side(DataSplit.HeldOut, lastHeldOut);
        if (Train.Length == 0 || HeldOut.Length == 0)
        {
            throw new BadInputException($"{Train.Length} pairs to train on and {HeldOut.Length} held out: both sides need some.", file,
                remedy: "Give pairs of at least two users or queries.");
        }

        RefuseBothSides();
        if (options.Input == InputForm.Events && users is null)
        {
            throw new BadInputException("no pair leaves its query to a user of users.jsonl, so there are no events to read.", file, field: "user",
                remedy: "Give pairs that name a user and no query, or read them as text (--input text).");
        }
    }

    public override int[] Train { get; }

    public override int[] HeldOut { get; }

    public override int? FirstPrompt => firstPrompt;

    /// <summary>Reads a source once.</summary>
    /// <exception cref="BadInputException">Something is missing or malformed: names file, line and field.</exception>
    public static PairTexts Read(string path, PairDatasetOptions options) => new(path, options);

    public override string? Source(int number) => sources[entries[number].Source];

    public override ulong Key(int number) => entries[number].Key;

    /// <summary>In bytes of the lines they are made from.</summary>
    public override (int Query, int Answer) Bytes(int number) =>
        (entries[number].User is >= 0 and var user ? users!.Bytes(user) : lines.Bytes(number), lines.Bytes(number));

    public override (ulong Pair, ulong User) Checksums(int number) =>
        (lines.Checksum(number), entries[number].User is >= 0 and var user ? users!.Checksum(user) : 0);

    protected override (PairLine Line, UserProfile? User) Read(int number)
    {
        var line = parse(lines.Text(number), lines.Path, lines.Number(number));
        return (line, line.Query is null ? User(line, number) : null);
    }

    private void Index(IEnumerable<TextLine> read)
    {
        var sourceNumbers = new Dictionary<string, int>();
        foreach (var (line, pair) in lines.Add(read, (text, number) => parse(text, lines.Path, number)))
        {
            var user = pair.Query is null ? Find(pair.UserId!, line) : -1;
            if (firstPrompt is null && (pair.Query is null || PromptText.TryParse(pair.Query) is not null))
                firstPrompt = entries.Count;
            var source = pair.Source ?? "";
            if (!sourceNumbers.TryGetValue(source, out var sourceNumber))
            {
                sourceNumbers[source] = sourceNumber = sources.Count;
                sources.Add(pair.Source);
            }

            entries.Add(new(SeededRandom.Hash(options.Seed, pair.UserId ?? pair.Query!), user, sourceNumber, pair.Split));
        }
    }

    private int Find(string id, long line)
    {
        users ??= new IndexedUsers(usersPath);
        return users.Find(id) ?? throw new BadInputException($"user \"{id}\" is not in users.jsonl.", lines.Path, line, "user");
    }

    private UserProfile User(PairLine pair, int number)
    {
        var profile = users!.At(entries[number].User);
        return profile.Id == pair.UserId
            ? profile
            : throw new BadInputException($"user \"{pair.UserId}\" is not in users.jsonl.", lines.Path, lines.Number(number), "user");
    }

    private int[] Side(DataSplit side, ulong? lastHeldOut) =>
        [.. Enumerable.Range(0, entries.Count).Where(i => (entries[i].Split ?? (entries[i].Key <= lastHeldOut ? DataSplit.HeldOut : DataSplit.Train)) == side)];

    /// <summary>Where the file names no split, the users with the lowest hashes are held out; null for none.</summary>
    private ulong? LastHeldOut()
    {
        ulong[] keys = [.. entries.Where(e => e.Split is null).Select(e => e.Key).Distinct()];
        var count = keys.Length < 2 ? 0 : Math.Clamp((int)Math.Round(keys.Length * options.HeldOutFraction), 1, keys.Length - 1);
        Array.Sort(keys);
        return count == 0 ? null : keys[count - 1];
    }

    private void RefuseBothSides()
    {
        var heldOut = new Dictionary<ulong, int>(HeldOut.Length);
        foreach (var number in HeldOut)
            heldOut[Key(number)] = number;
        foreach (var number in Train)
        {
            if (heldOut.TryGetValue(Key(number), out var other) && Name(number) is var name && Name(other) == name)
            {
                throw new BadInputException($"\"{name}\" is on both sides of the hold-out.", lines.Path, field: "split",
                    remedy: "Put all pairs of one user on one side.");
            }
        }

        string? Name(int number) => parse(lines.Text(number), lines.Path, lines.Number(number)) is var pair ? pair.UserId ?? pair.Query : null;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(ulong Key, int User, int Source, DataSplit? Split);
}
