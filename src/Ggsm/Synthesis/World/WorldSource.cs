using System.Globalization;
using Ggsm.Users;
using Ggsm.Users.Description;

namespace Ggsm.Synthesis.World;

/// <summary>
/// Generated users as a source that is read like a data folder and never written: <c>world:users=200000,seed=7</c>. It holds the people,
/// sides and pairs of the folder that <c>data synthesize</c> writes with the same options and one answer a person; each person is
/// made when they are asked for, from seed and number alone.
/// </summary>
/// <remarks>
/// The keys are the options of <c>data synthesize</c> without their dashes; tasks are divided by a plus sign. There are no
/// <c>answers</c>: one pair a person, so that nobody repeats before everyone was seen.
/// </remarks>
public sealed record WorldSource
{
    /// <summary>What such an address begins with.</summary>
    public const string Prefix = "world:";

    private const int MostUsers = 100_000_000;

    private static readonly Dictionary<string, Func<WorldSource, string, WorldSource?>> Keys = new()
    {
        ["users"] = (source, value) => Whole(value, MostUsers) is { } users ? source with { Users = users } : null,
        ["seed"] = (source, value) => ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? source with { World = source.World with { Seed = seed }, Pairs = source.Pairs with { Seed = seed } }
            : null,
        ["forward"] = (source, value) => Number(value) is { } forward ? source with { World = source.World with { Forward = forward } } : null,
        ["plans"] = (source, value) => Whole(value, int.MaxValue) is { } plans ? source with { World = source.World with { Plans = plans } } : null,
        ["control"] = (source, value) => WorldOptions.Controls.TryGetValue(value, out var control) ? source with { World = source.World with { Control = control } } : null,
        ["tasks"] = (source, value) => source with { World = source.World with { Tasks = value.Split('+') } },
        ["held-out"] = (source, value) => Number(value) is { } share ? source with { Pairs = source.Pairs with { HeldOutShare = share } } : null,
        ["actions"] = (source, value) => Whole(value, int.MaxValue) is { } actions ? source with { Pairs = source.Pairs with { MostActions = actions } } : null,
        ["bins"] = (source, value) => TrajectoryOptions.Divisions.TryGetValue(value, out var bins) ? source with { Pairs = source.Pairs with { Bins = bins } } : null,
        ["frequency"] = (source, value) => Number(value) is { } frequency ? source with { Pairs = source.Pairs with { Frequency = frequency } } : null,
        ["diversity"] = (source, value) => Number(value) is { } diversity ? source with { Pairs = source.Pairs with { Diversity = diversity } } : null,
        ["instruction"] = (source, value) => source with { Pairs = source.Pairs with { Instruction = value } },
    };

    /// <summary>How many people there are, 2 or more.</summary>
    public required int Users { get; init; }

    /// <summary>Who they are.</summary>
    public WorldOptions World { get; init; } = new();

    /// <summary>How each becomes a pair.</summary>
    public TrajectoryOptions Pairs { get; init; } = new() { AnswersPerUser = 1 };

    /// <summary>Reads an address; null when it is none of this kind.</summary>
    /// <param name="address">Such as <c>world:users=200000,seed=7,tasks=food+movie</c>.</param>
    /// <exception cref="BadInputException">A key is unknown, given twice or missing, or its value is out of range: names the key.</exception>
    public static WorldSource? TryParse(string address)
    {
        if (!address.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var source = new WorldSource { Users = 0 };
        var given = new HashSet<string>();
        foreach (var part in address[Prefix.Length..].Split(',', StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('=');
            var key = at < 0 ? part : part[..at];
            if (!Keys.TryGetValue(key, out var read))
            {
                throw new BadInputException(key.Length == 0 ? "a key with its value was expected." : "there is no such key.", address, field: key.Length == 0 ? null : key,
                    remedy: $"Keys: {string.Join(", ", Keys.Keys)}. For example: {Prefix}users=200000,seed=7");
            }

            if (!given.Add(key))
                throw new BadInputException("the key is given twice.", address, field: key, remedy: "Give each key once.");
            source = read(source, at < 0 ? "" : part[(at + 1)..]) ?? throw new BadInputException(
                $"\"{(at < 0 ? "" : part[(at + 1)..])}\" is no value for it.", address, field: key, remedy: Remedy(key));
        }

        if (source.Users < 2)
            throw new BadInputException("two people or more are needed, to hold some out.", address, field: "users", remedy: $"For example: {Prefix}users=200000,seed=7");

        try
        {
            source.World.Validate();
            source.Pairs.Validate();
        }
        catch (BadInputException e)
        {
            throw new BadInputException(e.Problem, address, field: e.Field, remedy: e.Remedy, inner: e);
        }

        return source;
    }

    /// <summary>The pairs, made as they are asked for, with a tokenizer trained on the texts of the first people unless the options bring one.</summary>
    /// <exception cref="BadInputException">The lengths have no room for the template.</exception>
    public PairDataset Load(PairDatasetOptions options) => new(options.Tokenizer ?? TrainTokenizer(), new WorldPairs(this, options), options);

    /// <summary>The people in order, made as they are asked for and by several threads.</summary>
    public IEnumerable<UserProfile> People(CancellationToken cancellation = default) => Batches(cancellation).SelectMany(batch => batch.Users);

    /// <summary>The same figures that the folder would give.</summary>
    /// <param name="cancellation">Stops between batches.</param>
    public DataDescription Describe(CancellationToken cancellation = default)
    {
        var tokenizer = TrainTokenizer();
        var (users, pairs) = (new UserTally(), new PairTally());
        foreach (var (user, line) in Batches(cancellation).SelectMany(PairsOf))
        {
            users.Add(user, users.Count < DataDescription.TokenizedUsers ? tokenizer : null);
            pairs.Add(line);
        }

        return new DataDescription(users.Result(), pairs.Result());
    }

    /// <summary>The pair of one person.</summary>
    internal PairLine PairOf(UserProfile user, long position) => Trajectories.PairsOf(user, Trajectories.SideOf(position, Pairs), Pairs).Single();

    private UserTokenizer TrainTokenizer()
    {
        var generator = new WorldGenerator(World);
        return BpeTrainer.Train([.. WorldGenerator.Batches(Users).TakeWhile(first => first < UserFolder.TokenizerUsers)
            .SelectMany(first => UserFolder.TokenizerTexts(generator.MakeBatch(first, Users), Pairs))]);
    }

    private IEnumerable<UserBatch> Batches(CancellationToken cancellation)
    {
        var generator = new WorldGenerator(World);
        return OrderedParallel.Select(WorldGenerator.Batches(Users), first => generator.MakeBatch(first, Users), cancellation);
    }

    private IEnumerable<(UserProfile User, PairLine Line)> PairsOf(UserBatch batch) => batch.Users.Select((user, i) => (user, PairOf(user, batch.First + i)));

    private static int? Whole(string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;

    private static double? Number(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Remedy(string key) => key switch
    {
        "control" => $"Choose one of: {string.Join(", ", WorldOptions.Controls.Keys)}.",
        "bins" => $"Choose one of: {string.Join(", ", TrajectoryOptions.Divisions.Keys)}.",
        "users" => string.Create(CultureInfo.InvariantCulture, $"Give a whole number from 2 to {MostUsers}."),
        "seed" or "plans" or "actions" => "Give a whole number.",
        _ => "Give a number, such as 0.5.",
    };
}
