using System.Globalization;
using System.Text;
using Ggsm.Users;

namespace Ggsm.Synthesis.World;

/// <summary>The pairs of a <see cref="WorldSource"/>: pair n is that of person n + 1, made when it is asked for.</summary>
internal sealed class WorldPairs : PairSource
{
    private readonly WorldSource source;
    private readonly WorldGenerator generator;
    private readonly ulong checksum;

    public WorldPairs(WorldSource source, PairDatasetOptions options)
        : base(options)
    {
        this.source = source;
        generator = new WorldGenerator(source.World);
        checksum = ChecksumOf(source, generator);
        var sides = Enumerable.Range(0, source.Users).ToLookup(n => Trajectories.SideOf(n, source.Pairs));
        Train = [.. sides[DataSplit.Train]];
        HeldOut = [.. sides[DataSplit.HeldOut]];
    }

    public override int[] Train { get; }

    public override int[] HeldOut { get; }

    public override int? FirstPrompt => 0;

    public override string? Source(int number) => Trajectories.Source;

    public override ulong Key(int number) => (ulong)number;

    /// <summary>The events of history and future. The person is made for it.</summary>
    public override (int Query, int Answer) Bytes(int number)
    {
        var person = generator.Make(number + 1L).Profile;
        return (person.History.Count, person.Future.Count);
    }

    public override (ulong Pair, ulong User) Checksums(int number) => (checksum, (ulong)number);

    protected override (PairLine Line, UserProfile? User) Read(int number)
    {
        var user = generator.Make(number + 1L).Profile;
        return (source.PairOf(user, number), user);
    }

    /// <summary>Over every option, and over the first person: a version that makes other people is found out when a run is resumed.</summary>
    private static ulong ChecksumOf(WorldSource source, WorldGenerator generator)
    {
        var (world, pairs) = (source.World, source.Pairs);
        var first = generator.Make(1).Profile;
        using var line = new MemoryStream();
        UsersFile.Write(line, [first]);
        return SeededRandom.Hash(0, string.Create(
            CultureInfo.InvariantCulture,
            $"{world.Seed} {world.Forward} {world.Plans} {world.Control} {string.Join('+', generator.Themes.Select(t => t.Task))} {pairs.HeldOutShare} {pairs.MostActions} {pairs.Bins} {pairs.Frequency} {pairs.Diversity} {pairs.Instruction} ")
            + source.PairOf(first, 0).Answer + Encoding.UTF8.GetString(line.ToArray()));
    }
}
