using StateBasedScheduling.Curves;
using StateBasedScheduling.Schedulability;
using StateBasedScheduling.Services;

namespace StateBasedScheduling.Slots;

/// <summary>
/// The schedules of one slot that keep every guarantee: whole numbers u_k, the tasks served of each flow, for which the next state is schedulable. That they
/// are the whole points of a polytope is stated in the paper's abstract; its inequalities here, <c>0 &lt;= u_k &lt;= x_k</c>,
/// <c>sum of u_k &lt;= c</c>, and for all flows J and all t <c>sum over J of u_k &gt;= sum over J of R_k(t) - c t</c>, are our reconstruction.
/// </summary>
/// <remarks>
/// <para>
/// The same in one line: of all tasks, at least <c>E(t) = the most over t' &lt;= t of (sum of max(0, R_k(t')) - c t')</c> must be served that are due by t. These sets of
/// tasks lie in one another, so the served sets are the spanning sets of a laminar matroid, cut at the capacity, and the schedules form an integral
/// generalised polymatroid. That is why its corners are whole, and why greedy choices are exact on it.
/// </para>
/// <para>The polytope of a <see cref="Simulation.FlowTable"/> is a view on its state, and valid until the table's next slot.</para>
/// </remarks>
public sealed partial class SlotPolytope
{
    private readonly long[] rows;
    private readonly long[] queued;
    private readonly long[] offsets;
    private readonly long[] increments;
    private readonly long[] demand;
    private readonly Curve?[] states;
    private readonly int period;
    private readonly List<PolytopeStep> steps = [];
    private long slot;
    private bool demandIsKnown;
    private bool stepsAreKnown;

    /// <summary>A view: R_k(t) = rows[k, t] - offsets[k], beyond the horizon repeating with these increments, and at most states[k](t + slot) - offsets[k].</summary>
    internal SlotPolytope(long capacity, int horizon, int period, long[] rows, long[] queued, long[] offsets, long[] increments, Curve?[] states, long[] demand)
    {
        (Capacity, Horizon, this.period) = (capacity, horizon, period);
        (this.rows, this.queued, this.offsets, this.increments, this.states, this.demand) = (rows, queued, offsets, increments, states, demand);
    }

    /// <summary>Tasks that the server can serve in the slot.</summary>
    public long Capacity { get; }

    /// <summary>The number of flows.</summary>
    public int Flows => queued.Length;

    /// <summary>The times whose guarantees decide for all times.</summary>
    public int Horizon { get; }

    /// <summary>How many tasks must be served in the slot, at least.</summary>
    public long Forced => Steps.Count == 0 ? 0 : Steps[^1].AtLeast;

    /// <summary>
    /// The guarantees in one line: at these times after the slot, so many of the tasks that are due by then must be served now, at least. Both numbers grow from step
    /// to step.
    /// </summary>
    public IReadOnlyList<PolytopeStep> Steps
    {
        get
        {
            FindSteps();
            return steps;
        }
    }

    /// <summary>The polytope of a slot.</summary>
    /// <param name="capacity">Tasks a slot.</param>
    /// <param name="services">The services before the slot.</param>
    /// <param name="arrivals">What each flow brings in it.</param>
    public static SlotPolytope Of(long capacity, IReadOnlyList<MinPlusService> services, IReadOnlyList<long> arrivals)
    {
        Curve[] required = [.. services.Select((service, k) => service.Required(arrivals[k]))];
        var period = LoadCurve.CommonPeriod(required.Select(curve => curve.Period));
        return Of(capacity, services, arrivals, required, required.Max(curve => curve.Length) + (int)period, (int)period);
    }

    /// <summary>
    /// What looks like the polytope of a slot when guarantees are looked at only for so many times ahead. It is the wrong way, and here to be
    /// shown: a horizon that moves along forgets what is due just behind it, and such choices can leave a later slot without any feasible schedule.
    /// </summary>
    /// <param name="capacity">Tasks a slot.</param>
    /// <param name="services">The services before the slot.</param>
    /// <param name="arrivals">What each flow brings in it.</param>
    /// <param name="horizon">The number of times that are looked at, from 0 on; at least 1.</param>
    public static SlotPolytope WithMovingHorizon(long capacity, IReadOnlyList<MinPlusService> services, IReadOnlyList<long> arrivals, int horizon) =>
        Of(capacity, services, arrivals, [.. services.Select((service, k) => service.Required(arrivals[k]))], horizon, 1);

    /// <summary>The tasks of a flow that can be served in the slot.</summary>
    public long Queued(int flow) => queued[flow];

    /// <summary>The tasks of a flow that the slot and the <paramref name="time"/> slots after it must serve in the worst case; negative where it is ahead.</summary>
    public long Required(int flow, long time)
    {
        var row = time < Horizon
            ? rows[(flow * Horizon) + time]
            : Curve.Plus(rows[(flow * Horizon) + Horizon - period + ((time - Horizon) % period)], increments[flow] * (((time - Horizon) / period) + 1));
        if (states[flow] is { } state)
            row = Math.Min(row, state[time + slot]);
        return row == Curve.Infinity ? row : row - offsets[flow];
    }

    /// <summary>Why no schedule is feasible: the time and the tasks that are too many; null when one is.</summary>
    public (long Time, long Missing)? Emptiness()
    {
        foreach (var step in Steps)
        {
            var best = Math.Min(Capacity, Due(step.Time));
            if (best < step.AtLeast)
                return (step.Time, step.AtLeast - best);
        }

        return null;
    }

    /// <summary>Whether a schedule keeps every guarantee.</summary>
    public bool Contains(IReadOnlyList<long> served) => FindViolation(served) is null;

    /// <summary>An inequality that a schedule violates; null when it is feasible.</summary>
    public PolytopeInequality? FindViolation(IReadOnlyList<long> served)
    {
        if (served.Count != Flows)
            throw new ArgumentException($"expected {Flows} numbers, one for each flow, found {served.Count}.");
        var sum = 0L;
        for (var k = 0; k < Flows; k++)
        {
            if (served[k] < 0)
                return new PolytopeInequality(InequalityKind.NotNegative, [k], 0);
            if (served[k] > queued[k])
                return new PolytopeInequality(InequalityKind.Queued, [k], queued[k]);
            sum += served[k];
        }

        if (sum > Capacity)
            return new PolytopeInequality(InequalityKind.Capacity, [.. Enumerable.Range(0, Flows)], Capacity);
        foreach (var step in Steps)
        {
            var counted = 0L;
            for (var k = 0; k < Flows; k++)
                counted += Math.Min(served[k], Math.Max(0, Required(k, step.Time)));
            if (counted < step.AtLeast)
            {
                int[] behind = [.. Enumerable.Range(0, Flows).Where(k => Required(k, step.Time) > served[k])];
                return new PolytopeInequality(
                    InequalityKind.Guarantee, behind, behind.Sum(k => Required(k, step.Time)) - (Capacity * step.Time), step.Time);
            }
        }

        return null;
    }

    /// <summary>
    /// The capacity slack that a schedule leaves: the least of <c>c t - sum of max(0, R_k(t) - u_k)</c> over t &gt;= 1, in tasks. Negative when it breaks
    /// a guarantee. (At t = 0 the difference is 0 for every feasible schedule, so it is left out unless it is negative.)
    /// </summary>
    public long Slack(IReadOnlyList<long> served)
    {
        var least = long.MaxValue;
        for (var t = 0; t < Horizon; t++)
        {
            var left = 0L;
            for (var k = 0; k < Flows; k++)
                left = Curve.Plus(left, Required(k, t) is var due && due == Curve.Infinity ? due : Math.Max(0, due - served[k]));
            var slack = left == Curve.Infinity ? -Curve.Infinity : (Capacity * t) - left;
            if (t > 0 || slack < 0)
                least = Math.Min(least, slack);
        }

        return least;
    }

    /// <summary>The inequalities, without those that follow from a single other one or from two about the two halves of their flows.</summary>
    /// <exception cref="ArgumentException">There are more than 12 flows: there may be one for each set of flows.</exception>
    public IReadOnlyList<PolytopeInequality> Inequalities()
    {
        const int mostFlows = 12;
        if (Flows > mostFlows)
            throw new ArgumentException($"{Flows} flows have up to 2^{Flows} inequalities; at most {mostFlows} flows are listed. Steps says the same in a few lines.");
        var inequalities = new List<PolytopeInequality>();
        for (var k = 0; k < Flows; k++)
        {
            inequalities.Add(new PolytopeInequality(InequalityKind.NotNegative, [k], 0));
            if (queued[k] < Capacity || queued.Sum() <= Capacity)
                inequalities.Add(new PolytopeInequality(InequalityKind.Queued, [k], queued[k]));
        }

        if (queued.Sum() > Capacity)
            inequalities.Add(new PolytopeInequality(InequalityKind.Capacity, [.. Enumerable.Range(0, Flows)], Capacity));

        var bounds = new long[1 << Flows];
        for (var set = 1; set < bounds.Length; set++)
        {
            var time = 0L;
            int[] flows = [.. Enumerable.Range(0, Flows).Where(k => (set & (1 << k)) != 0)];
            foreach (var step in Steps)
            {
                var bound = flows.Sum(k => Required(k, step.Time)) - (Capacity * step.Time);
                if (bound > bounds[set])
                    (bounds[set], time) = (bound, step.Time);
            }

            var follows = false;
            for (var part = (set - 1) & set; part > 0 || set == 0; part = (part - 1) & set)
                follows |= bounds[part] + bounds[set ^ part] >= bounds[set];
            if (bounds[set] > 0 && !follows)
                inequalities.Add(new PolytopeInequality(InequalityKind.Guarantee, flows, bounds[set], time));
        }

        // A flow that must be served so much need not be told that it is served no less than nothing.
        inequalities.RemoveAll(one => one.Kind == InequalityKind.NotNegative && bounds[1 << one.Flows[0]] > 0);
        return inequalities;
    }

    /// <summary>Says that the table behind this view has moved on to a slot, and whether its demand is up to date.</summary>
    internal void MoveTo(long newSlot)
    {
        slot = newSlot;
        demandIsKnown = true;
        stepsAreKnown = false;
    }

    private static SlotPolytope Of(
        long capacity, IReadOnlyList<MinPlusService> services, IReadOnlyList<long> arrivals, Curve[] required, int horizon, int period)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        var rows = new long[services.Count * horizon];
        for (var k = 0; k < services.Count; k++)
        {
            for (var t = 0; t < horizon; t++)
                rows[(k * horizon) + t] = required[k][t];
        }

        return new SlotPolytope(
            capacity,
            horizon,
            period,
            rows,
            [.. services.Select((service, k) => service.Backlog + arrivals[k])],
            new long[services.Count],
            [.. required.Select(curve => MinPlus.Increment(curve, curve.Period * (period / curve.Period)))],
            new Curve?[services.Count],
            new long[horizon]);
    }

    /// <summary>Present tasks that are due by a time.</summary>
    private long Due(long time)
    {
        var due = 0L;
        for (var k = 0; k < queued.Length; k++)
            due += queued[k] == 0 ? 0 : Math.Min(queued[k], Math.Max(0, Required(k, time)));
        return due;
    }

    private void FindSteps()
    {
        if (stepsAreKnown)
            return;
        if (!demandIsKnown)
        {
            for (var t = 0; t < Horizon; t++)
            {
                demand[t] = 0;
                for (var k = 0; k < Flows; k++)
                    demand[t] = Curve.Plus(demand[t], Math.Max(0, Required(k, t)));
            }

            demandIsKnown = true;
        }

        steps.Clear();
        var most = 0L;
        for (var t = 0; t < demand.Length; t++)
        {
            var excess = demand[t] == Curve.Infinity ? Curve.Infinity : demand[t] - (Capacity * t);
            if (excess > most)
            {
                most = excess;
                steps.Add(new PolytopeStep(t, most));
            }
        }

        stepsAreKnown = true;
    }
}

/// <summary>So many of the tasks due by a time must be served now.</summary>
/// <param name="Time">The slots after this one.</param>
/// <param name="AtLeast">Tasks.</param>
public readonly record struct PolytopeStep(int Time, long AtLeast);
