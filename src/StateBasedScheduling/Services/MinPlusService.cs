using StateBasedScheduling.Curves;

namespace StateBasedScheduling.Services;

/// <summary>
/// A min-plus service: the map is min-plus affine in the arrivals, <c>S(A)(t) = min( beta(t), min over 0 &lt;= s &lt;= t of A(s) + sigma_s(t - s) )</c>,
/// with a state curve beta for what has happened so far, and a future curve sigma_s for tasks counted from time s on. The paper's
/// abstract says that min-plus services exist and are updated by min-plus algebra; this formula and this update are our reconstruction.
/// </summary>
/// <remarks>
/// The state curve is kept clipped to <c>b + sigma_0</c>, b being the backlog, which leaves the map as it is. It then is the worst case itself: what is
/// asked for when tasks without end arrive from the next slot on.
/// </remarks>
public class MinPlusService : WorstCaseService
{
    /// <param name="state">The state curve beta. <see cref="Curve.Infinite"/> for a flow without a past, and then the backlog must be 0 for its guarantee to be kept.</param>
    /// <param name="futures">The future curves sigma_0, sigma_1, ...; the last one stays. Each is 0 at 0.</param>
    /// <param name="backlog">The tasks queued now.</param>
    /// <exception cref="ArgumentException">A future curve is not 0 at 0.</exception>
    public MinPlusService(Curve state, IReadOnlyList<Curve> futures, long backlog)
        : base(backlog)
    {
        if (futures.Count == 0 || futures.Any(future => future[0] != 0))
            throw new ArgumentException("there is a future curve for every time, and it is 0 at 0: a task that arrives in a slot can be served in it, not before.");
        StateCurve = MinPlus.Min(state, MinPlus.Raise(futures[0], backlog));
        FutureCurves = futures;
    }

    /// <summary>The state curve, which is the worst case itself: at most <c>b + sigma_0</c>.</summary>
    public Curve StateCurve { get; }

    /// <summary>The future curves of times 0, 1, ...; the last one stays.</summary>
    public IReadOnlyList<Curve> FutureCurves { get; }

    /// <summary>The future curve of tasks counted from time s on.</summary>
    public Curve FutureCurve(int s) => FutureCurves[Math.Min(s, FutureCurves.Count - 1)];

    /// <inheritdoc/>
    public override DepartureVector WorstCase(ArrivalVector arrivals)
    {
        if (arrivals.Backlog != Backlog)
            throw new ArgumentException($"expected arrivals that start with a backlog of {Backlog}, found {arrivals}.");
        var departures = new long[arrivals.Horizon + 1];
        for (var t = 0; t < departures.Length; t++)
        {
            departures[t] = StateCurve[t];
            for (var s = 0; s <= t; s++)
                departures[t] = Math.Min(departures[t], Curve.Plus(FutureCurve(s)[t - s], arrivals[s]));
        }

        return new DepartureVector(departures);
    }

    /// <summary>
    /// What the slot and those after it must serve in the worst case once its arrivals are known: R(t) tasks by the end of the t-th slot after this
    /// one, <c>R(t) = min( beta(t+1), x + sigma_1(t) )</c>, x being all tasks present. Our reconstruction.
    /// </summary>
    public Curve Required(long arrivals) =>
        MinPlus.Min(MinPlus.Advance(StateCurve, 1), MinPlus.Raise(FutureCurve(1), Backlog + arrivals));

    /// <summary>The service after a slot: its state curve is <c>R - u</c>, u being the tasks served, and its future curves move up. Our reconstruction.</summary>
    public new MinPlusService Update(long arrivals, long served) => (MinPlusService)base.Update(arrivals, served);

    private protected override WorstCaseService Updated(long arrivals, long served) =>
        new MinPlusService(
            MinPlus.Raise(Required(arrivals), -served), FutureCurves.Count == 1 ? FutureCurves : [.. FutureCurves.Skip(1)], Backlog + arrivals - served);

    /// <inheritdoc/>
    public override string ToString() => $"state [{StateCurve}], future [{string.Join("; ", FutureCurves)}], backlog {Backlog}";
}
