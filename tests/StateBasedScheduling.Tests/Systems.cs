using FsCheck;
using FsCheck.Fluent;
using StateBasedScheduling.Curves;
using StateBasedScheduling.Schedulability;
using StateBasedScheduling.Schedulers;
using StateBasedScheduling.Services;
using StateBasedScheduling.Slots;

namespace StateBasedScheduling.Tests;

/// <summary>Random curves, services and servers, and the properties asked of them.</summary>
internal static class Systems
{
    /// <summary>Any curve: up to four first values, a period of up to three slots.</summary>
    public static Gen<Curve> Curves(int lowest = -2, int steepest = 2) =>
        from first in Gen.Choose(lowest, 2)
        from steps in Gen.Choose(0, steepest).ArrayOf(5)
        from count in Gen.Choose(1, 6)
        from period in Gen.Choose(1, 3)
        from more in Gen.Choose(0, 2)
        select Make(first, steps, count, period, more);

    /// <summary>A future curve: 0 at 0.</summary>
    public static Gen<Curve> Futures(int steepest = 1) =>
        from steps in Gen.Choose(0, steepest).ArrayOf(5)
        from count in Gen.Choose(1, 6)
        from period in Gen.Choose(1, 3)
        from more in Gen.Choose(0, 1)
        select Make(0, steps, count, period, more);

    /// <summary>A service in any state, kept or not.</summary>
    public static Gen<DualCurveService> DualCurves(int mostBacklog = 3) =>
        from future in Futures()
        from hasState in Gen.Elements(true, false)
        from state in Curves()
        from backlog in Gen.Choose(0, mostBacklog)
        select new DualCurveService(hasState ? state : future, future, backlog);

    /// <summary>A service whose future curve changes with time.</summary>
    public static Gen<MinPlusService> MinPlusServices(int mostBacklog = 2) =>
        from futures in Futures().ArrayOf(3)
        from count in Gen.Choose(1, 3)
        from hasState in Gen.Elements(true, false)
        from state in Curves(lowest: -1, steepest: 1)
        from backlog in Gen.Choose(0, mostBacklog)
        select new MinPlusService(hasState ? state : futures[0], [.. futures.Take(count)], backlog);

    /// <summary>A server that can keep the guarantees of one to three flows, and arrivals for some slots.</summary>
    public static Gen<Server> Servers(int slots = 8) =>
        from flows in Gen.Choose(1, 3)
        from futures in Futures(steepest: 2).ArrayOf(3)
        from states in Curves(lowest: -2).ArrayOf(3)
        from hasState in Gen.Choose(0, 3).ArrayOf(3)
        from backlogs in Gen.Choose(0, 2).ArrayOf(3)
        from spare in Gen.Choose(0, 1)
        from arrivals in Gen.Choose(0, 3).ArrayOf(3 * slots)
        from seed in Gen.Choose(0, int.MaxValue)
        select Server.Of(
            [.. Enumerable.Range(0, flows).Select(k => new DualCurveService(hasState[k] == 0 ? states[k] : futures[k], futures[k], backlogs[k]))],
            spare,
            [.. Enumerable.Range(0, slots).Select(slot => Enumerable.Range(0, flows).Select(k => (long)arrivals[(slot * 3) + k]).ToArray())],
            seed);

    /// <summary>Two of them.</summary>
    public static Gen<T[]> Two<T>(this Gen<T> values) => values.ArrayOf(2);

    /// <summary>Requires a property of very many random values.</summary>
    public static void Hold<T>(Gen<T> values, int count, Action<T> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true), Prop.ForAll(values.ToArbitrary(), property));

    /// <summary>All vectors with entries from 0 to these bounds.</summary>
    public static IEnumerable<long[]> Box(params IEnumerable<long> bounds) =>
        bounds.Aggregate((IEnumerable<long[]>)[[]], (starts, bound) => starts.SelectMany(start => Enumerable.Range(0, (int)bound + 1).Select(next => (long[])[.. start, next])));

    private static Curve Make(int first, int[] steps, int count, int period, int more)
    {
        var values = new long[Math.Max(count, period)];
        values[0] = first;
        for (var t = 1; t < values.Length; t++)
            values[t] = values[t - 1] + steps[t - 1];
        return new Curve(values, period, values[^1] - values[^period] + more);
    }
}

/// <summary>A server with flows in some state, and what arrives.</summary>
internal sealed record Server(long Capacity, IReadOnlyList<DualCurveService> Services, IReadOnlyList<long[]> Arrivals, int Seed)
{
    /// <summary>With the least capacity that keeps the guarantees, and some to spare; flows that ask for something at once come to rest first.</summary>
    public static Server Of(DualCurveService[] services, int spare, long[][] arrivals, int seed)
    {
        for (var k = 0; k < services.Length; k++)
        {
            if (services[k].StateCurve[0] > 0)
                services[k] = new DualCurveService(services[k].Future, services[k].Backlog);
        }

        return new Server(SchedulabilityTest.Of(0, services).LeastCapacity!.Value + spare, services, arrivals, seed);
    }

    /// <summary>Plays the slots, each with a feasible schedule drawn at random, and looks at every one of them before it is served.</summary>
    public void Play(Action<SlotPolytope, IReadOnlyList<DualCurveService>, long[]> look)
    {
        var random = new RandomScheduler(Seed);
        var services = Services;
        foreach (var arrivals in Arrivals)
        {
            var polytope = SlotPolytope.Of(Capacity, services, arrivals);
            look(polytope, services, arrivals);
            var served = new long[services.Count];
            random.Draw(polytope, served);
            services = After(services, arrivals, served);
        }
    }

    public static IReadOnlyList<DualCurveService> After(IReadOnlyList<DualCurveService> services, long[] arrivals, long[] served) =>
        [.. services.Select((service, k) => service.Update(arrivals[k], served[k]))];

    public override string ToString() => $"capacity {Capacity}: {string.Join(" | ", Services)}; arrivals {string.Join(" / ", Arrivals.Select(slot => string.Join(' ', slot)))}; seed {Seed}";
}
