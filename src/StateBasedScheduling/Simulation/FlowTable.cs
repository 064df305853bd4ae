using System.Numerics;
using StateBasedScheduling.Curves;
using StateBasedScheduling.Schedulability;
using StateBasedScheduling.Services;
using StateBasedScheduling.Slots;

namespace StateBasedScheduling.Simulation;

/// <summary>
/// The states of many dual-curve flows in plain arrays: the same updates as <see cref="DualCurveService.Update"/>, in place, for thousands of flows. A slot
/// costs one pass over flows times horizon.
/// </summary>
public sealed class FlowTable
{
    private const long MostTasks = 1L << 60;

    private readonly long[] rows;
    private readonly long[][] futures;
    private readonly long[] increments;
    private readonly long[] arrived;
    private readonly long[] served;
    private readonly long[] queued;
    private readonly long[] demand;
    private readonly Curve?[] states;
    private readonly int horizon;
    private readonly int period;
    private readonly SlotPolytope polytope;
    private long slot;
    private bool inSlot;

    /// <param name="capacity">Tasks a slot; not negative.</param>
    /// <param name="services">The services of the flows at time 0; at least one. Their future curves are finite.</param>
    /// <exception cref="OverflowException">The periods of the curves have no small common multiple.</exception>
    public FlowTable(long capacity, IReadOnlyList<DualCurveService> services)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (services.Any(service => service.Future.IsEventuallyInfinite))
            throw new ArgumentException("a future curve is infinite: no capacity could keep it.");
        period = (int)LoadCurve.CommonPeriod(services.SelectMany(service => (int[])[service.Future.Period, service.StateCurve.Period]));
        horizon = services.Max(service => Math.Max(service.Future.Length, service.StateCurve.Length)) + period;
        var count = services.Count;
        rows = new long[count * horizon];
        (arrived, served, queued, demand, states) = ([.. services.Select(service => service.Backlog)], new long[count], new long[count], new long[horizon], new Curve?[count]);
        increments = [.. services.Select(service => MinPlus.Increment(service.Future, period))];
        var known = new Dictionary<Curve, long[]>();
        futures = [.. services.Select(service => known.TryGetValue(service.Future, out var values) ? values : known[service.Future] = Values(service.Future))];
        for (var k = 0; k < count; k++)
        {
            // A state curve that grows as the future curve does repeats with it; another one is asked by itself, for ever.
            var repeats = MinPlus.Increment(services[k].StateCurve, period) == increments[k];
            states[k] = repeats ? null : services[k].StateCurve;
            Values(repeats ? services[k].StateCurve : Curve.Infinite).CopyTo(rows, k * horizon);
        }

        polytope = new SlotPolytope(capacity, horizon, period, rows, queued, served, increments, states, demand);
    }

    /// <summary>The number of flows.</summary>
    public int Flows => queued.Length;

    /// <summary>The slots that were finished.</summary>
    public long Slot => slot;

    /// <summary>The tasks of a flow that are queued now.</summary>
    public long Backlog(int flow) => arrived[flow] - served[flow];

    /// <summary>All tasks of a flow that arrived, those queued at the start among them.</summary>
    public long Arrived(int flow) => arrived[flow];

    /// <summary>All tasks of a flow that were served.</summary>
    public long Served(int flow) => served[flow];

    /// <summary>The service of a flow as it is between two slots.</summary>
    public DualCurveService Service(int flow)
    {
        if (inSlot)
            throw new InvalidOperationException("a slot is under way, and its flows are in no state.");
        var row = MinPlus.Raise(new Curve(rows.AsSpan(flow * horizon, horizon).ToArray(), period, increments[flow]), -served[flow]);
        if (states[flow] is { } state)
            row = MinPlus.Min(row, MinPlus.Raise(MinPlus.Advance(state, slot), -served[flow]));
        return new DualCurveService(row, new Curve(futures[flow], period, increments[flow]), Backlog(flow));
    }

    /// <summary>Takes in the arrivals of a slot.</summary>
    /// <returns>The slot's polytope, valid until the next slot begins.</returns>
    public SlotPolytope Begin(ReadOnlySpan<long> arrivals)
    {
        if (inSlot)
            throw new InvalidOperationException("the slot before was not ended.");
        inSlot = true;
        demand.AsSpan().Clear();
        for (var k = 0; k < queued.Length; k++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(arrivals[k]);
            arrived[k] += arrivals[k];
            if (arrived[k] > MostTasks)
                throw new OverflowException($"flow {k} has had more than 2^60 tasks.");
            queued[k] = arrived[k] - served[k];
            var row = rows.AsSpan(k * horizon, horizon);
            var after = Curve.Plus(row[horizon - period], increments[k]);
            if (states[k] is { } state)
                AdvanceWith(state, row, futures[k], arrived[k], served[k], after);
            else
                Advance(row, futures[k], demand, arrived[k], served[k], after);
        }

        polytope.MoveTo(slot + 1);
        return polytope;
    }

    /// <summary>Ends the slot with what was served.</summary>
    /// <exception cref="ArgumentException">More is served than is queued.</exception>
    public void End(ReadOnlySpan<long> tasks)
    {
        if (!inSlot)
            throw new InvalidOperationException("no slot was begun.");
        for (var k = 0; k < queued.Length; k++)
        {
            if (tasks[k] < 0 || tasks[k] > queued[k])
                throw new ArgumentException($"flow {k} has {queued[k]} tasks, and {tasks[k]} were to be served.");
            served[k] += tasks[k];
        }

        inSlot = false;
        slot++;
    }

    /// <summary>
    /// R(t) = min(N(t + 1), x + sigma(t)), with all tasks counted from the start instead of from now, and its positive part added to the demand. Sums cannot
    /// leave 64 bits here: arrivals are bounded, and the values of curves were when they were read.
    /// </summary>
    private static void Advance(Span<long> row, ReadOnlySpan<long> future, Span<long> demand, long arrived, long served, long after)
    {
        var t = 0;
        var (come, gone, wide) = (new Vector<long>(arrived), new Vector<long>(served), Vector<long>.Count);
        for (; t + wide < row.Length; t += wide)
        {
            var required = Vector.Min(new Vector<long>(row[(t + 1)..]), come + new Vector<long>(future[t..]));
            required.CopyTo(row[t..]);
            (new Vector<long>(demand[t..]) + Vector.Max(Vector<long>.Zero, required - gone)).CopyTo(demand[t..]);
        }

        for (; t < row.Length; t++)
        {
            row[t] = Math.Min(t + 1 < row.Length ? row[t + 1] : after, arrived + future[t]);
            demand[t] += Math.Max(0, row[t] - served);
        }
    }

    private void AdvanceWith(Curve state, Span<long> row, ReadOnlySpan<long> future, long arrived, long served, long after)
    {
        for (var t = 0; t < row.Length; t++)
        {
            row[t] = Math.Min(t + 1 < row.Length ? row[t + 1] : after, arrived + future[t]);
            demand[t] += Math.Max(0, Math.Min(row[t], state[t + slot + 1]) - served);
        }
    }

    private long[] Values(Curve curve) => [.. Enumerable.Range(0, horizon).Select(t => curve[t])];
}
