namespace StateBasedScheduling.Services;

/// <summary>
/// The worst-case service that one flow is guaranteed, as a value: a map from the queued arrival vector to the worst-case departure vector, which
/// cumulative departures must not fall below. It is a state: a slot that brings and serves tasks leaves another one. (All of that is stated in the
/// abstracts of arXiv 2604.13507 and 2108.06062; how it is computed here is our reconstruction.)
/// </summary>
public abstract class WorstCaseService
{
    /// <param name="backlog">The tasks queued now; not negative.</param>
    private protected WorstCaseService(long backlog)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(backlog);
        Backlog = backlog;
    }

    /// <summary>The tasks queued now.</summary>
    public long Backlog { get; }

    /// <summary>The worst-case departures for these arrivals.</summary>
    /// <param name="arrivals">Starts with <see cref="Backlog"/>.</param>
    public abstract DepartureVector WorstCase(ArrivalVector arrivals);

    /// <summary>The service after a slot.</summary>
    /// <param name="arrivals">The tasks it brought.</param>
    /// <param name="served">The tasks it served, at most the backlog and the arrivals together.</param>
    public WorstCaseService Update(long arrivals, long served)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(arrivals);
        ArgumentOutOfRangeException.ThrowIfNegative(served);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(served, Backlog + arrivals);
        return Updated(arrivals, served);
    }

    private protected abstract WorstCaseService Updated(long arrivals, long served);
}
