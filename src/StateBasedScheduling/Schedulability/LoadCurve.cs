using StateBasedScheduling.Curves;

namespace StateBasedScheduling.Schedulability;

/// <summary>
/// What several flows ask for together, each at least nothing: the sum over flows of <c>max(0, curve(t))</c>, with all that is needed to say something of every
/// t to infinity from finitely many.
/// </summary>
internal sealed class LoadCurve
{
    private readonly IReadOnlyList<Curve> curves;
    private readonly long[] loads;
    private readonly long period;
    private readonly long increment;

    /// <exception cref="OverflowException">The periods have no small common multiple.</exception>
    public LoadCurve(IReadOnlyList<Curve> curves)
    {
        this.curves = curves;
        period = CommonPeriod(curves.Select(curve => curve.Period));
        increment = curves.Sum(curve => MinPlus.Increment(curve, period));
        loads = new long[curves.Max(curve => curve.Length) + period];
        foreach (var curve in curves)
        {
            for (var t = 0; t < loads.Length; t++)
                loads[t] = Curve.Plus(loads[t], Math.Max(0, curve[t]));
        }
    }

    /// <summary>A number of slots in which all of these periods fit.</summary>
    /// <exception cref="OverflowException">It is larger than a curve may be.</exception>
    public static long CommonPeriod(IEnumerable<int> periods) =>
        periods.Distinct().Aggregate(1L, (all, one) => MinPlus.CommonMultiple(all, one) is var next && next <= Curve.MostValues ? next
            : throw new OverflowException($"the periods of the curves have no common multiple up to {Curve.MostValues}; use rates with few denominators."));

    /// <summary>
    /// The first t at which the load is beyond <c>capacity * t</c>, or null. From the last kept value on, a period adds at most <c>increment</c> to the
    /// load, so that when this is no more than the server serves in a period, nothing new can happen later.
    /// </summary>
    public long? FirstBeyond(long capacity)
    {
        for (var t = 0L; t < loads.Length; t++)
        {
            if (loads[t] > capacity * t)
                return t;
        }

        if (increment <= capacity * period)
            return null;
        for (var t = (long)loads.Length; ; t++)
        {
            if (At(t) > capacity * t)
                return t;
        }
    }

    /// <summary>The least of <c>capacity * t - load(t)</c> over t &gt;= 1; minus infinity is not possible when <see cref="FirstBeyond"/> finds nothing.</summary>
    public long Slack(long capacity) =>
        Enumerable.Range(1, loads.Length - 1).Min(t => loads[t] == Curve.Infinity ? -Curve.Infinity : (capacity * t) - loads[t]);

    /// <summary>The least capacity for which nothing is beyond it; null when no capacity helps, because something is due at once.</summary>
    public long? LeastCapacity()
    {
        if (loads[0] > 0 || loads[^1] == Curve.Infinity)
            return null;
        var least = MinPlus.CeilingDivision(increment, period);
        for (var t = 1L; t < loads.Length; t++)
            least = Math.Max(least, MinPlus.CeilingDivision(loads[t], t));
        return least;
    }

    /// <summary>The overload at a slot.</summary>
    public Overload At(bool afterSilence, long from, long t, long capacity) =>
        new(afterSilence, from, t, At(t), capacity * t, [.. curves.Select((curve, flow) => (flow, Math.Max(0, curve[t]))).Where(part => part.Item2 > 0)]);

    private long At(long t) => curves.Aggregate(0L, (sum, curve) => Curve.Plus(sum, Math.Max(0, curve[t])));
}
