namespace StateBasedScheduling.Curves;

/// <summary>
/// Min-plus algebra of curves (as in Le Boudec and Thiran, <i>Network Calculus</i>, chapter 3): exact for every slot to infinity,
/// not for a horizon.
/// </summary>
public static class MinPlus
{
    /// <summary><c>min(f(t), g(t))</c>.</summary>
    /// <exception cref="OverflowException">The curves cross so late that the result is too long; see <see cref="Curve.MostValues"/>.</exception>
    public static Curve Min(Curve f, Curve g)
    {
        if (g.IsEventuallyInfinite || f.IsEventuallyInfinite)
        {
            var (finite, infinite) = f.IsEventuallyInfinite ? (g, f) : (f, g);
            return Curve.Of(t => Math.Min(f[t], g[t]), Math.Max(finite.Length, infinite.Length), finite.Period, finite.Increment);
        }

        var period = CommonPeriod(f, g);
        var (fRate, gRate) = (Increment(f, period), Increment(g, period));
        var start = Math.Max(f.Length, g.Length);
        if (fRate == gRate)
            return Curve.Of(t => Math.Min(f[t], g[t]), start, period, fRate);

        var (slow, fast) = fRate < gRate ? (f, g) : (g, f);
        var gain = Math.Abs(gRate - fRate);
        var periods = 0L;
        for (var t = start; t < start + period; t++)
            periods = Math.Max(periods, CeilingDivision(slow[t] - fast[t], gain));
        return Curve.Of(t => Math.Min(f[t], g[t]), start + (periods * period), slow.Period, slow.Increment);
    }

    /// <summary><c>f(t) + g(t)</c>.</summary>
    public static Curve Add(Curve f, Curve g)
    {
        var (start, period) = (Math.Max(f.Length, g.Length), CommonPeriod(f, g));
        return f.IsEventuallyInfinite || g.IsEventuallyInfinite
            ? Curve.Of(t => Curve.Plus(f[t], g[t]), start, 1, 0)
            : Curve.Of(t => f[t] + g[t], start, period, Increment(f, period) + Increment(g, period));
    }

    /// <summary><c>f(t) + tasks</c>.</summary>
    public static Curve Raise(Curve f, long tasks) =>
        Curve.Of(t => Curve.Plus(f[t], tasks), f.Length - f.Period, f.Period, f.Increment);

    /// <summary><c>f(t + slots)</c>: the curve as it looks later.</summary>
    public static Curve Advance(Curve f, long slots) =>
        Curve.Of(t => f[t + slots], Math.Max(0, f.Length - f.Period - slots), f.Period, f.Increment);

    /// <summary><c>f(max(0, t - slots))</c>: the curve delayed.</summary>
    public static Curve Delay(Curve f, long slots) =>
        Curve.Of(t => f[Math.Max(0, t - slots)], f.Length - f.Period + slots, f.Period, f.Increment);

    /// <summary>The convolution <c>(f * g)(t) = min over 0 &lt;= s &lt;= t of f(s) + g(t - s)</c>.</summary>
    /// <exception cref="OverflowException">The result is too long; see <see cref="Curve.MostValues"/>.</exception>
    public static Curve Convolve(Curve f, Curve g)
    {
        long Value(long t)
        {
            var least = Curve.Infinity;
            for (var s = 0L; s <= t; s++)
                least = Math.Min(least, Curve.Plus(f[s], g[t - s]));
            return least;
        }

        if (f.IsEventuallyInfinite || g.IsEventuallyInfinite)
        {
            var (finite, infinite) = f.IsEventuallyInfinite ? (g, f) : (f, g);
            // Only the finite values of the other one take part, so the result repeats once all of them meet the periodic part.
            return finite.IsEventuallyInfinite
                ? Curve.Of(Value, f.Length + g.Length, 1, 0)
                : Curve.Of(Value, finite.Length + infinite.Length, finite.Period, finite.Increment);
        }

        var period = CommonPeriod(f, g);
        var (fRate, gRate) = (Increment(f, period), Increment(g, period));
        if (fRate == gRate)
            return Curve.Of(Value, f.Length + g.Length + period, period, fRate);

        var (slow, fast) = fRate < gRate ? (f, g) : (g, f);
        var (slowRate, gain) = (Math.Min(fRate, gRate), Math.Abs(gRate - fRate));
        // Far out, a period moved from the fast curve to the slow one is a gain, unless the slow one is still in its first values;
        // and what those hold up is made good after so many periods.
        var first = CeilingDivision(slow.Length, period);
        var held = slow[slow.Length + (first * period)] - slow[0] - (first * slowRate);
        var periods = Math.Max(first, CeilingDivision(held, gain));
        return Curve.Of(Value, slow.Length + fast.Length + ((periods + 1) * period), slow.Period, slow.Increment);
    }

    /// <summary>
    /// The deconvolution: the largest of <c>f(t + s) - g(s)</c> over s &gt;= 0; infinite when f grows faster than g. Where g is infinite it bounds nothing.
    /// </summary>
    public static Curve Deconvolve(Curve f, Curve g)
    {
        if (g[0] == Curve.Infinity)
            throw new ArgumentException("a curve that is infinite everywhere leaves nothing to deconvolve.");
        var period = CommonPeriod(f, g);
        if (!g.IsEventuallyInfinite && (f.IsEventuallyInfinite || Increment(f, period) > Increment(g, period)))
            return Curve.Infinite;

        var last = g.IsEventuallyInfinite ? g.Length - 2 : Math.Max(f.Length, g.Length) + period - 1;
        long Value(long t)
        {
            var most = long.MinValue;
            for (var s = 0L; s <= last; s++)
                most = Math.Max(most, f[t + s] == Curve.Infinity ? Curve.Infinity : f[t + s] - g[s]);
            return most;
        }

        return Curve.Of(Value, f.Length - f.Period, f.Period, f.Increment);
    }

    /// <summary>A number of slots in which both curves repeat.</summary>
    internal static long CommonPeriod(Curve f, Curve g) => CommonMultiple(f.Period, g.Period);

    /// <summary>The least common multiple.</summary>
    internal static long CommonMultiple(long a, long b)
    {
        var (x, y) = (a, b);
        while (y != 0)
            (x, y) = (y, x % y);
        return a / x * b;
    }

    /// <summary>Tasks a curve adds in so many slots, a multiple of its period.</summary>
    internal static long Increment(Curve f, long slots) => f.Increment * (slots / f.Period);

    internal static long CeilingDivision(long a, long b) => a >= 0 ? (a + b - 1) / b : -(-a / b);
}
