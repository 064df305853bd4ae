namespace Ggsm.Users.Description;

/// <summary>Counts whole numbers by value: exact quantiles in memory that grows with the distinct values only.</summary>
internal sealed class LengthTally
{
    private readonly SortedDictionary<long, long> counts = [];

    public void Add(long value, long times = 1) => counts[value] = counts.GetValueOrDefault(value) + times;

    public void Add(LengthTally other)
    {
        foreach (var (value, times) in other.counts)
            Add(value, times);
    }

    /// <summary>Null when nothing was counted.</summary>
    public Lengths? Result()
    {
        if (counts.Count == 0)
            return null;
        var all = counts.Values.Sum();
        return new Lengths(
            counts.Sum(c => (double)c.Key * c.Value) / all, counts.Keys.First(), Quantile(0.5, all), Quantile(0.9, all), Quantile(0.99, all), counts.Keys.Last());
    }

    private long Quantile(double share, long all)
    {
        var seen = 0L;
        foreach (var (value, times) in counts)
        {
            seen += times;
            if (seen >= share * all)
                return value;
        }

        return counts.Keys.Last();
    }
}

/// <summary>How long things are, exactly.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Least">The shortest.</param>
/// <param name="Median">Half are at most this long.</param>
/// <param name="P90">Nine tenths are at most this long.</param>
/// <param name="P99">99 of 100 are at most this long.</param>
/// <param name="Most">The longest.</param>
public sealed record Lengths(double Mean, long Least, long Median, long P90, long P99, long Most);
