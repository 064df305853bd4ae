using StateBasedScheduling.Curves;

namespace StateBasedScheduling.Services;

/// <summary>
/// What a dual-curve service asks for, from the whole history of arrivals and the formula
/// <c>S(A)(t) = min( beta(t), min over s of A(s) + sigma(t - s) )</c>, without any update of states. Of times long ago it keeps the
/// least for each phase of the future curve's period, which loses nothing.
/// </summary>
internal sealed class GuaranteeHistory
{
    private readonly Curve state;
    private readonly Curve future;
    private readonly long[] recent;
    private readonly long[] old;
    private long now;

    public GuaranteeHistory(DualCurveService service)
    {
        (state, future) = (service.StateCurve, service.Future);
        recent = new long[future.Length];
        old = new long[future.Period];
        old.AsSpan().Fill(Curve.Infinity);
        recent[0] = service.Backlog;
    }

    /// <summary>The time up to which arrivals are known.</summary>
    public long Now => now;

    /// <summary>The most tasks that it will ever ask for of those that have arrived, infinite when that has no bound.</summary>
    public long Limit => Math.Min(state.Limit, future.Limit == Curve.Infinity ? Curve.Infinity : At(now + future.Length + state.Length));

    /// <summary>Adds the arrivals up to the next time.</summary>
    /// <param name="cumulative">All arrivals so far, the first backlog among them.</param>
    public void Add(long cumulative)
    {
        now++;
        var place = (int)(now % recent.Length);
        if (now >= recent.Length)
        {
            // From now on this time is further back than the curve is long, so it only matters through the repeating part.
            var forgotten = now - recent.Length;
            var phase = (int)(forgotten % future.Period);
            old[phase] = Math.Min(old[phase], Curve.Plus(recent[place], -future.Increment * (forgotten / future.Period)));
        }

        recent[place] = cumulative;
    }

    /// <summary>The tasks to be served by a time that is not before now, if nothing else arrives after now.</summary>
    public long At(long time)
    {
        var least = state[time];
        var s0 = Math.Max(0, now - recent.Length + 1);
        var place = (int)(s0 % recent.Length);
        for (var s = s0; s <= now; s++)
        {
            least = Math.Min(least, Curve.Plus(future[time - s], recent[place]));
            place = place + 1 == recent.Length ? 0 : place + 1;
        }

        var past = now - recent.Length;
        for (var phase = 0; phase < old.Length && past >= 0; phase++)
        {
            if (old[phase] == Curve.Infinity)
                continue;
            // The latest forgotten time of this phase, to which the older ones of it were brought forward.
            var s = past - ((past - phase) % old.Length);
            if (s >= 0)
                least = Math.Min(least, Curve.Plus(future[time - s], old[phase] + (future.Increment * (s / future.Period))));
        }

        return least;
    }
}
