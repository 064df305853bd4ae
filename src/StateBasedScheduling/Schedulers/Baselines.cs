using StateBasedScheduling.Services;

namespace StateBasedScheduling.Schedulers;

/// <summary>
/// A scheduler that knows no states: in every slot the tasks with the smallest keys go first, as many as the capacity allows. It keeps guarantees only where its keys happen
/// to.
/// </summary>
public abstract class KeyedScheduler : Scheduler
{
    /// <inheritdoc/>
    public override bool KeepsGuarantees => false;

    /// <inheritdoc/>
    public override void Choose(SlotView slot, Span<long> served)
    {
        served.Clear();
        Arrive(slot);
        var next = new PriorityQueue<int, (long, int)>(served.Length);
        for (var k = 0; k < served.Length; k++)
        {
            if (slot.Queues[k].Count > 0)
                next.Enqueue(k, (Key(slot, k, 1), k));
        }

        for (var room = slot.Polytope.Capacity; room > 0 && next.TryDequeue(out var k, out _); room--)
        {
            served[k]++;
            Serve(k);
            if (served[k] < slot.Queues[k].Count)
                next.Enqueue(k, (Key(slot, k, served[k] + 1), k));
        }
    }

    /// <summary>The key of the n-th queued task of a flow, counted from 1; not falling in n.</summary>
    protected abstract long Key(SlotView slot, int flow, long number);

    /// <summary>Takes note of the slot's arrivals.</summary>
    protected virtual void Arrive(SlotView slot)
    {
    }

    /// <summary>Takes note of a task that is served.</summary>
    protected virtual void Serve(int flow)
    {
    }
}

/// <summary>Fixed priority: the flow of the smallest priority number goes first.</summary>
/// <param name="flows">The flows.</param>
public sealed class FixedPriorityScheduler(IReadOnlyList<Flow> flows) : KeyedScheduler
{
    /// <inheritdoc/>
    protected override long Key(SlotView slot, int flow, long number) => flows[flow].Priority;
}

/// <summary>Earliest deadline first with static deadlines: a task is due so many slots after its arrival, whatever else its flow brought.</summary>
/// <param name="flows">The flows; each has a deadline.</param>
public sealed class StaticDeadlineScheduler(IReadOnlyList<Flow> flows) : KeyedScheduler
{
    /// <inheritdoc/>
    protected override long Key(SlotView slot, int flow, long number) => slot.Queues[flow].ArrivalOf(number) + flows[flow].Deadline!.Value;
}

/// <summary>
/// Weighted fair queueing in its self-clocked form (Golestani 1994): a task's tag is one step of its flow, 1 / weight, after the tag before it or after the tag in service
/// when its flow was idle, and the smallest tag goes first. Tags are whole numbers: the unit is 1 / the least common multiple of the weights.
/// </summary>
public sealed class WeightedFairScheduler : KeyedScheduler
{
    private readonly long[] steps;
    private readonly long[] tagOfFirst;
    private readonly bool[] isBusy;
    private long inService;

    /// <param name="flows">The flows; their weights count.</param>
    /// <exception cref="OverflowException">The weights have no common multiple of a sensible size.</exception>
    public WeightedFairScheduler(IReadOnlyList<Flow> flows)
    {
        var unit = flows.Select(flow => flow.Weight).Distinct().Aggregate(1L, Curves.MinPlus.CommonMultiple);
        steps = [.. flows.Select(flow => unit / flow.Weight)];
        tagOfFirst = new long[steps.Length];
        isBusy = new bool[steps.Length];
    }

    /// <inheritdoc/>
    protected override void Arrive(SlotView slot)
    {
        for (var k = 0; k < steps.Length; k++)
        {
            var hasTasks = slot.Queues[k].Count > 0;
            if (hasTasks && !isBusy[k])
                tagOfFirst[k] = Math.Max(tagOfFirst[k], inService + steps[k]);
            isBusy[k] = hasTasks;
        }
    }

    /// <inheritdoc/>
    protected override long Key(SlotView slot, int flow, long number) => tagOfFirst[flow];

    /// <inheritdoc/>
    protected override void Serve(int flow)
    {
        inService = tagOfFirst[flow];
        tagOfFirst[flow] += steps[flow];
    }
}

/// <summary>
/// Service-curve earliest deadline first (SCED, Sariowan, Cruz and Polyzos 1999): when a task arrives, the service curve and the arrivals before it give it a
/// deadline for good.
/// </summary>
public sealed class ServiceCurveScheduler : KeyedScheduler
{
    private readonly GuaranteeHistory[] histories;
    private readonly Queue<long>[] deadlines;
    private readonly long[] arrived;

    /// <param name="flows">The flows; their future curves are their service curves, and their queues are empty at the start.</param>
    public ServiceCurveScheduler(IReadOnlyList<Flow> flows)
    {
        histories = [.. flows.Select(flow => new GuaranteeHistory(flow.Service))];
        deadlines = [.. flows.Select(_ => new Queue<long>())];
        arrived = [.. flows.Select(flow => flow.Service.Backlog)];
        for (var k = 0; k < deadlines.Length; k++)
            Enqueue(k, 0, arrived[k]);
    }

    /// <inheritdoc/>
    protected override void Arrive(SlotView slot)
    {
        for (var k = 0; k < deadlines.Length; k++)
        {
            var before = arrived[k];
            arrived[k] += slot.Arrivals[k];
            Enqueue(k, before, arrived[k]);
            histories[k].Add(arrived[k]);
        }
    }

    /// <inheritdoc/>
    protected override long Key(SlotView slot, int flow, long number) => deadlines[flow].Peek();

    /// <inheritdoc/>
    protected override void Serve(int flow) => deadlines[flow].Dequeue();

    private void Enqueue(int flow, long before, long after)
    {
        var time = histories[flow].Now + 1;
        for (var task = before + 1; task <= after; task++)
        {
            // A task that no time asks for has no deadline.
            if (histories[flow].Limit < task)
            {
                deadlines[flow].Enqueue(long.MaxValue);
                continue;
            }

            while (histories[flow].At(time) < task)
                time++;
            deadlines[flow].Enqueue(time);
        }
    }
}
