namespace StateBasedScheduling.Curves;

/// <summary>
/// A curve: whole numbers of tasks at slots 0, 1, 2, ..., non-decreasing, and eventually affine up to a period: from some slot on,
/// every <see cref="Period"/> slots add <see cref="Increment"/> tasks. This form is exact in whole numbers for any rational rate,
/// and closed under every operation of <see cref="MinPlus"/>. Two curves are equal when they are equal at every slot.
/// </summary>
public sealed class Curve : IEquatable<Curve>
{
    /// <summary>The value of a curve that asks for everything, or bounds nothing, from a slot on.</summary>
    public const long Infinity = long.MaxValue;

    /// <summary>The most values a curve may need before it repeats.</summary>
    public const int MostValues = 1 << 20;

    private readonly long[] values;

    /// <param name="values">The values at slots 0, 1, ...; at least <paramref name="period"/> of them. The last <paramref name="period"/> ones repeat.</param>
    /// <param name="period">Slots in which the curve repeats.</param>
    /// <param name="increment">Tasks added in each repetition.</param>
    /// <exception cref="ArgumentException">The values decrease, or the period does not fit them.</exception>
    public Curve(IReadOnlyList<long> values, int period = 1, long increment = 0)
    {
        if (period < 1 || values.Count < period)
            throw new ArgumentException($"a period of {period} slots needs at least as many values; there are {values.Count}.");
        if (increment < 0)
            throw new ArgumentException($"the curve decreases: {increment} tasks in each period.");
        for (var t = 1; t < values.Count; t++)
        {
            if (values[t] < values[t - 1])
                throw new ArgumentException($"the curve decreases: {values[t]} at slot {t} follows {values[t - 1]}.");
        }

        if (Plus(values[^period], increment) < values[^1])
            throw new ArgumentException($"the curve decreases: after {values[^1]} at slot {values.Count - 1} its period brings {Plus(values[^period], increment)}.");
        (this.values, Period, Increment) = Shortest([.. values], period, increment);
    }

    /// <summary>The curve that is infinite everywhere: as a state curve it asks for nothing by itself.</summary>
    public static Curve Infinite { get; } = new([Infinity]);

    /// <summary>The curve that is zero everywhere.</summary>
    public static Curve Zero { get; } = new([0]);

    /// <summary>Slots in which the curve repeats, the fewest.</summary>
    public int Period { get; }

    /// <summary>Tasks added in each period.</summary>
    public long Increment { get; }

    /// <summary>How many values the curve keeps; those from <c>Length - Period</c> on repeat.</summary>
    public int Length => values.Length;

    /// <summary>Whether it is infinite from some slot on.</summary>
    public bool IsEventuallyInfinite => values[^1] == Infinity;

    /// <summary>Its least upper bound: the last value when it stays there, else infinite.</summary>
    public long Limit => Increment > 0 ? Infinity : values[^1];

    /// <summary>The value at a slot that is not negative.</summary>
    /// <exception cref="OverflowException">It is beyond 64 bits.</exception>
    public long this[long slot]
    {
        get
        {
            if (slot < values.Length)
                return values[slot];
            var beyond = slot - values.Length;
            var start = values[values.Length - Period + (beyond % Period)];
            return start == Infinity ? Infinity : start + (Increment * ((beyond / Period) + 1));
        }
    }

    /// <summary>Makes a curve from a function that is known to repeat.</summary>
    /// <param name="value">The value at each slot below <c>repeatsFrom + period</c>.</param>
    /// <param name="repeatsFrom">From here on, <c>value(t + period) = value(t) + increment</c>.</param>
    /// <param name="period">Slots in which it repeats.</param>
    /// <param name="increment">Tasks added in each repetition.</param>
    /// <exception cref="OverflowException">It needs more than <see cref="MostValues"/> values.</exception>
    public static Curve Of(Func<long, long> value, long repeatsFrom, long period, long increment)
    {
        if (repeatsFrom + period > MostValues)
            throw new OverflowException($"a curve would need {repeatsFrom + period} values before it repeats; at most {MostValues} are kept. Use periods with a small common multiple, and rates that are not almost equal.");
        var values = new long[repeatsFrom + period];
        for (var t = 0; t < values.Length; t++)
            values[t] = value(t);
        return new Curve(values, (int)period, increment);
    }

    /// <summary>Reads the text form, such as <c>0 2 5 +3/2</c>; see <see cref="CurveText"/>.</summary>
    /// <exception cref="FormatException">The text is no curve.</exception>
    public static Curve Parse(string text) => CurveText.Read(text);

    /// <summary>The least slot at which the curve is at least <paramref name="level"/>; null when it never is.</summary>
    public long? FirstReaching(long level)
    {
        if (level > Limit)
            return null;
        var (below, reached) = (-1L, 0L);
        while (this[reached] < level)
            (below, reached) = (reached, (2 * reached) + 1);
        while (reached - below > 1)
        {
            var middle = below + ((reached - below) / 2);
            if (this[middle] >= level)
                reached = middle;
            else
                below = middle;
        }

        return reached;
    }

    /// <inheritdoc/>
    public bool Equals(Curve? other) =>
        other is not null && Period == other.Period && Increment == other.Increment && values.AsSpan().SequenceEqual(other.values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Curve);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Period);
        hash.Add(Increment);
        foreach (var value in values)
            hash.Add(value);
        return hash.ToHashCode();
    }

    /// <summary>The text form.</summary>
    public override string ToString() => CurveText.Write(this);

    /// <summary>A sum in which infinity stays infinite.</summary>
    internal static long Plus(long a, long b) => a == Infinity || b == Infinity ? Infinity : a + b;

    /// <summary>The one form with the fewest values, so that equal curves are written equally.</summary>
    private static (long[] Values, int Period, long Increment) Shortest(long[] values, int period, long increment)
    {
        if (values[^1] == Infinity)
            return ([.. values.TakeWhile(v => v != Infinity), Infinity], 1, 0);

        for (var shorter = 1; shorter < period; shorter++)
        {
            if (period % shorter == 0 && increment * shorter % period == 0 && Repeats(values, period, increment, shorter))
            {
                (period, increment) = (shorter, increment / (period / shorter));
                break;
            }
        }

        var length = values.Length;
        while (length > period && values[length - 1] == values[length - 1 - period] + increment)
            length--;
        return (values[..length], period, increment);
    }

    private static bool Repeats(long[] values, int period, long increment, int shorter)
    {
        var (start, step) = (values.Length - period, increment / (period / shorter));
        for (var t = start; t < values.Length; t++)
        {
            var later = t + shorter < values.Length ? values[t + shorter] : values[t + shorter - period] + increment;
            if (later != values[t] + step)
                return false;
        }

        return true;
    }
}
