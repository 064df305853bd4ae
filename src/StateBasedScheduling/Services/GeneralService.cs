namespace StateBasedScheduling.Services;

/// <summary>
/// Any worst-case service, given as a function over a finite horizon. The horizon shrinks with every slot: the promise ends where it always ended.
/// What can be said of it is said by trying all arrivals (<see cref="Schedulability.GeneralGame"/>), which is exponential in horizon and flows.
/// </summary>
public sealed class GeneralService : WorstCaseService
{
    private readonly Func<ArrivalVector, DepartureVector> map;

    /// <param name="horizon">The last time the map tells of; 0 when nothing is promised any more.</param>
    /// <param name="backlog">The tasks queued now.</param>
    /// <param name="map">
    /// From the arrivals up to the horizon to the worst-case departures. It must be causal: departures by time t depend on arrivals by time t only.
    /// </param>
    public GeneralService(int horizon, long backlog, Func<ArrivalVector, DepartureVector> map)
        : base(backlog)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(horizon);
        Horizon = horizon;
        this.map = map;
    }

    /// <summary>The last time the map tells of.</summary>
    public int Horizon { get; }

    /// <summary>Another service, seen up to a horizon and as nothing but a map.</summary>
    public static GeneralService Of(WorstCaseService service, int horizon) => new(horizon, service.Backlog, service.WorstCase);

    /// <inheritdoc/>
    public override DepartureVector WorstCase(ArrivalVector arrivals)
    {
        if (arrivals.Horizon != Horizon || arrivals.Backlog != Backlog)
            throw new ArgumentException($"expected arrivals up to time {Horizon} that start with a backlog of {Backlog}, found {arrivals}.");
        return map(arrivals);
    }

    /// <summary>The service after a slot; its map asks the old one, which is how the paper's abstract describes the update.</summary>
    public new GeneralService Update(long arrivals, long served) => (GeneralService)base.Update(arrivals, served);

    private protected override WorstCaseService Updated(long arrivals, long served)
    {
        if (Horizon == 0)
            throw new InvalidOperationException("the horizon of this service is over.");
        return new GeneralService(Horizon - 1, Backlog + arrivals - served, later => map(later.Before(Backlog, served)).After(served));
    }
}
