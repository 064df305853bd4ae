namespace StateBasedScheduling.Services;

/// <summary>
/// A queued arrival vector: for each t, the tasks that were queued at time 0 or arrived in slots 1 to t. Time 0 is the end of the slot
/// that was scheduled last; slot t ends at time t. (The word is that of arXiv 2604.13507, whose abstract defines it.)
/// </summary>
public sealed record ArrivalVector
{
    private readonly long[] cumulative;

    /// <param name="cumulative">The tasks at times 0 to the horizon; not negative, non-decreasing.</param>
    public ArrivalVector(params long[] cumulative)
    {
        if (cumulative.Length == 0 || cumulative[0] < 0 || cumulative.Zip(cumulative.Skip(1)).Any(pair => pair.First > pair.Second))
            throw new ArgumentException($"expected a backlog and cumulative arrivals that do not decrease, found {string.Join(" ", cumulative)}.");
        this.cumulative = cumulative;
    }

    /// <summary>The last time it tells of.</summary>
    public int Horizon => cumulative.Length - 1;

    /// <summary>The tasks queued at time 0.</summary>
    public long Backlog => cumulative[0];

    /// <summary>The tasks queued at time 0 or arrived by time t.</summary>
    public long this[int t] => cumulative[t];

    /// <summary>Adds up a backlog and the arrivals of slots 1, 2, ...</summary>
    public static ArrivalVector Of(long backlog, params ReadOnlySpan<long> arrivals)
    {
        var sums = new long[arrivals.Length + 1];
        sums[0] = backlog;
        for (var t = 0; t < arrivals.Length; t++)
            sums[t + 1] = sums[t] + arrivals[t];
        return new ArrivalVector(sums);
    }

    /// <summary>The vector of one slot earlier, from what that slot brought and took.</summary>
    /// <param name="backlog">The backlog before that slot.</param>
    /// <param name="served">The tasks it served.</param>
    internal ArrivalVector Before(long backlog, long served) => new([backlog, .. cumulative.Select(tasks => tasks + served)]);

    /// <inheritdoc/>
    public bool Equals(ArrivalVector? other) => other is not null && cumulative.AsSpan().SequenceEqual(other.cumulative);

    /// <inheritdoc/>
    public override int GetHashCode() => cumulative.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', cumulative);
}
