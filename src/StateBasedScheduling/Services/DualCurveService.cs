using StateBasedScheduling.Curves;

namespace StateBasedScheduling.Services;

/// <summary>
/// A dual-curve service: a min-plus service whose future curve is the same at all times, so that two curves, state and future, and the backlog are
/// all of it, and stay all of it under updates. A flow at rest whose state curve is its future curve has the service curve of network
/// calculus. The paper's abstract calls dual-curve services a subclass that extends service curves and is near to practice; that this is the subclass is
/// our reconstruction.
/// </summary>
/// <remarks>A flow that can never be owed more than M further tasks has its future curve clipped to M, which leaves the map as it is.</remarks>
public sealed class DualCurveService : MinPlusService, IEquatable<DualCurveService>
{
    /// <param name="state">The state curve beta; see <see cref="MinPlusService(Curve, IReadOnlyList{Curve}, long)"/>.</param>
    /// <param name="future">The future curve sigma, 0 at 0.</param>
    /// <param name="backlog">The tasks queued now.</param>
    public DualCurveService(Curve state, Curve future, long backlog)
        : base(state, [Clipped(state, future, backlog)], backlog)
    {
    }

    /// <summary>A flow that was at rest until its backlog, if any, arrived: the state curve is the future curve.</summary>
    public DualCurveService(Curve future, long backlog = 0)
        : this(future, future, backlog)
    {
    }

    /// <summary>The future curve.</summary>
    public Curve Future => FutureCurves[0];

    /// <summary>The service after a slot.</summary>
    public new DualCurveService Update(long arrivals, long served) => (DualCurveService)base.Update(arrivals, served);

    /// <inheritdoc/>
    public bool Equals(DualCurveService? other) =>
        other is not null && Backlog == other.Backlog && StateCurve.Equals(other.StateCurve) && Future.Equals(other.Future);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DualCurveService);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Backlog, StateCurve, Future);

    private protected override WorstCaseService Updated(long arrivals, long served) =>
        new DualCurveService(MinPlus.Raise(Required(arrivals), -served), Future, Backlog + arrivals - served);

    private static Curve Clipped(Curve state, Curve future, long backlog)
    {
        if (state.Limit == Curve.Infinity)
            return future;
        var most = Math.Max(0, state.Limit - backlog);
        return MinPlus.Min(future, new Curve([most]));
    }
}
