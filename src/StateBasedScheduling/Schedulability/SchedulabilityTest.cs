using StateBasedScheduling.Curves;
using StateBasedScheduling.Services;

namespace StateBasedScheduling.Schedulability;

/// <summary>
/// Whether a server of constant capacity can keep the guarantees of several flows, whatever arrives. The paper's abstract states that there is a
/// necessary and sufficient condition; the one here is our reconstruction.
/// </summary>
/// <remarks>
/// <para>
/// In a slotted server of unit tasks, the tasks of a flow have deadlines: the n-th is due at the first t with S(A)(t) &gt;= n. Earliest deadline first meets all deadlines exactly
/// when, for every interval, the tasks that arrive in it and are due in it fit into it. The adversary maximises them for all flows at
/// once by silence up to the interval and a flood in its first slot. Hence two conditions:
/// </para>
/// <list type="number">
/// <item>now: the sum over flows of <c>max(0, N(t))</c> is at most <c>c t</c> for all t &gt;= 0, where <c>N(t) = min(beta(t), b + sigma_0(t))</c>;</item>
/// <item>later: for every s &gt;= 1 and u &gt;= 0 the sum of <c>max(0, min( N(s + u) - b, min over s' &lt;= s of sigma_s'(u + s - s') ))</c> is at most <c>c u</c>.</item>
/// </list>
/// <para>
/// For dual-curve services the second one is that the future curves fit: sum of <c>sigma(u)</c> at most <c>c u</c>. No slot can break it, so it is
/// tested once; the first one is what the polytope of a slot keeps.
/// </para>
/// </remarks>
public sealed class SchedulabilityTest
{
    private SchedulabilityTest(Overload? witness, long? slack, long? leastCapacity)
    {
        Witness = witness;
        Slack = slack;
        LeastCapacity = leastCapacity;
    }

    /// <summary>Whether all guarantees can be kept.</summary>
    public bool Holds => Witness is null;

    /// <summary>The first slot at which they cannot, and by how much; null when they can.</summary>
    public Overload? Witness { get; }

    /// <summary>
    /// The capacity slack: the least of <c>c t - load(t)</c> over t &gt;= 1, in tasks; null when the guarantees cannot be kept. (At t = 0 the
    /// difference is 0 for every schedulable state, so it is left out.)
    /// </summary>
    public long? Slack { get; }

    /// <summary>The least whole capacity that keeps the guarantees; null when none does.</summary>
    public long? LeastCapacity { get; }

    /// <summary>Tests a state.</summary>
    /// <param name="capacity">Tasks a slot; not negative.</param>
    /// <param name="services">The services of the flows; at least one.</param>
    public static SchedulabilityTest Of(long capacity, IReadOnlyList<MinPlusService> services)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        var now = Now(services);
        (long From, LoadCurve Load)[] loads = [(0, now), .. Later(services)];
        var capacities = loads.Select(load => load.Load.LeastCapacity()).ToArray();
        long? least = capacities.Contains(null) ? null : capacities.Max();
        foreach (var (from, load) in loads)
        {
            if (load.FirstBeyond(capacity) is { } t)
                return new SchedulabilityTest(load == now ? load.At(false, from, t, capacity) : FirstFlood(services, from, t, capacity), null, least);
        }

        return new SchedulabilityTest(null, now.Slack(capacity), least);
    }

    /// <summary>The shortest silence, of so many slots at least, after which what is due in t slots of a flood is too much.</summary>
    private static Overload FirstFlood(IReadOnlyList<MinPlusService> services, long from, long t, long capacity)
    {
        for (var s = from; ; s++)
        {
            (int Flow, long Tasks)[] flood = [.. services.Select((service, flow) => (flow, Math.Max(0, FloodAt(service, s, t))))];
            if (flood.Sum(part => part.Tasks) > capacity * t)
                return new Overload(true, s, t, flood.Sum(part => part.Tasks), capacity * t, [.. flood.Where(part => part.Tasks > 0)]);
        }
    }

    private static long FloodAt(MinPlusService service, long s, long t)
    {
        var flood = service.StateCurve[s + t] == Curve.Infinity ? Curve.Infinity : service.StateCurve[s + t] - service.Backlog;
        for (var since = 0L; since <= Math.Min(s, service.FutureCurves.Count - 1); since++)
            flood = Math.Min(flood, service.FutureCurve((int)since)[t + (since == service.FutureCurves.Count - 1 ? 0 : s - since)]);
        return flood;
    }

    /// <summary>The load of condition 1.</summary>
    private static LoadCurve Now(IReadOnlyList<MinPlusService> services) => new([.. services.Select(service => service.StateCurve)]);

    /// <summary>The loads of condition 2: one for each s before the future curves stay, and one for all later ones.</summary>
    private static IEnumerable<(long From, LoadCurve Load)> Later(IReadOnlyList<MinPlusService> services)
    {
        var last = services.Max(service => service.FutureCurves.Count) - 1;
        for (var s = 1; s < last; s++)
            yield return (s, new LoadCurve([.. services.Select(service => Flood(service, s))]));
        yield return (last, new LoadCurve([.. services.Select(service => FloodInTheEnd(service))]));
    }

    private static Curve Flood(MinPlusService service, int s)
    {
        var flood = MinPlus.Raise(MinPlus.Advance(service.StateCurve, s), -service.Backlog);
        for (var since = 0; since <= s; since++)
            flood = MinPlus.Min(flood, MinPlus.Advance(service.FutureCurve(since), s - since));
        return flood;
    }

    /// <summary>The largest flood, that of s without end: what grows without bound no longer limits it.</summary>
    private static Curve FloodInTheEnd(MinPlusService service)
    {
        var flood = service.FutureCurves[^1];
        foreach (var limit in service.FutureCurves.SkipLast(1).Select(future => future.Limit).Append(service.StateCurve.Limit - (service.StateCurve.Limit == Curve.Infinity ? 0 : service.Backlog)))
            flood = limit == Curve.Infinity ? flood : MinPlus.Min(flood, new Curve([Math.Max(0, limit)]));
        return flood;
    }
}
