namespace StateBasedScheduling.Services;

/// <summary>
/// A departure vector: for each t, the tasks served in slots 1 to t. A worst-case one is a lower bound; it may be negative where more was served
/// than it asks for.
/// </summary>
public sealed record DepartureVector
{
    private readonly long[] cumulative;

    /// <param name="cumulative">The tasks at times 0 to the horizon.</param>
    public DepartureVector(params long[] cumulative) => this.cumulative = cumulative;

    /// <summary>The last time it tells of.</summary>
    public int Horizon => cumulative.Length - 1;

    /// <summary>The tasks served by time t.</summary>
    public long this[int t] => cumulative[t];

    /// <summary>The first time at which fewer tasks are served than <paramref name="worstCase"/> asks for; null when there is none.</summary>
    public int? FirstBelow(DepartureVector worstCase)
    {
        for (var t = 0; t < cumulative.Length; t++)
        {
            if (cumulative[t] < worstCase[t])
                return t;
        }

        return null;
    }

    /// <summary>What is left of it after a slot that served so many tasks.</summary>
    internal DepartureVector After(long served) => new([.. cumulative.Skip(1).Select(tasks => tasks == Curves.Curve.Infinity ? tasks : tasks - served)]);

    /// <inheritdoc/>
    public bool Equals(DepartureVector? other) => other is not null && cumulative.AsSpan().SequenceEqual(other.cumulative);

    /// <inheritdoc/>
    public override int GetHashCode() => cumulative.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', cumulative);
}
