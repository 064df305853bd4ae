namespace Ggsm.Users.Description;

/// <summary>Counts pairs; tallies of parts are added up.</summary>
internal sealed class PairTally
{
    private const int Bins = 20;
    private const double BinWidth = 0.1;

    private readonly LengthTally words = new();
    private readonly SortedDictionary<string, long> splits = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> sources = new(StringComparer.Ordinal);
    private readonly long[] histogram = new long[Bins];
    private long pairs;
    private long instructed;
    private long known;
    private double difficulty;

    public void Add(PairLine pair)
    {
        pairs++;
        instructed += pair.Instruction is null ? 0 : 1;
        words.Add(pair.Answer.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);
        Count(splits, pair.Split switch { DataSplit.Train => "train", DataSplit.HeldOut => "held_out", _ => "unsplit" }, 1);
        Count(sources, pair.Source ?? "unnamed", 1);
        if (pair.Difficulty is { } value)
        {
            known++;
            difficulty += value;
            histogram[(int)Math.Clamp(value / BinWidth, 0, Bins - 1)]++;
        }
    }

    public void Add(PairTally other)
    {
        pairs += other.pairs;
        instructed += other.instructed;
        known += other.known;
        difficulty += other.difficulty;
        words.Add(other.words);
        foreach (var (name, times) in other.splits)
            Count(splits, name, times);
        foreach (var (name, times) in other.sources)
            Count(sources, name, times);
        for (var b = 0; b < Bins; b++)
            histogram[b] += other.histogram[b];
    }

    /// <summary>Null when there were no pairs.</summary>
    public PairFigures? Result() => pairs == 0 ? null : new PairFigures(
        pairs, splits, sources, instructed, words.Result()!, known == 0 ? null : new DifficultyFigures(known, difficulty / known, BinWidth, histogram));

    private static void Count(SortedDictionary<string, long> counts, string name, long times) => counts[name] = counts.GetValueOrDefault(name) + times;
}
