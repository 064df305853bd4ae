using StateBasedScheduling.Services;

namespace StateBasedScheduling.Simulation;

/// <summary>A guarantee that was broken.</summary>
/// <param name="Slot">The slot, counted from 0, by whose end the tasks were due.</param>
/// <param name="Flow">The flow.</param>
/// <param name="Due">The tasks due by then, all from the start.</param>
/// <param name="Served">The tasks served by then.</param>
public sealed record GuaranteeViolation(long Slot, int Flow, long Due, long Served);

/// <summary>
/// Finds broken guarantees from the arrivals, the departures and the services at time 0 alone. It shares no state with
/// schedulers and no formula of updates with <see cref="FlowTable"/>.
/// </summary>
public sealed class GuaranteeChecker
{
    private readonly GuaranteeHistory[] histories;
    private readonly long[] arrived;
    private readonly long[] served;
    private long slot;

    /// <param name="services">What the flows are guaranteed, at time 0.</param>
    public GuaranteeChecker(IReadOnlyList<DualCurveService> services)
    {
        histories = [.. services.Select(service => new GuaranteeHistory(service))];
        arrived = [.. services.Select(service => service.Backlog)];
        served = new long[services.Count];
    }

    /// <summary>The guarantees found broken so far, a flow and a slot counting one.</summary>
    public long Violations { get; private set; }

    /// <summary>The first one.</summary>
    public GuaranteeViolation? First { get; private set; }

    /// <summary>Looks at a slot.</summary>
    /// <param name="arrivals">The tasks that arrived in it.</param>
    /// <param name="departures">The tasks that were served in it.</param>
    public void Observe(ReadOnlySpan<long> arrivals, ReadOnlySpan<long> departures)
    {
        for (var k = 0; k < histories.Length; k++)
        {
            arrived[k] += arrivals[k];
            served[k] += departures[k];
            histories[k].Add(arrived[k]);
            // An empty queue is owed nothing: no map asks for more than has arrived.
            if (served[k] >= arrived[k])
                continue;
            var due = histories[k].At(slot + 1);
            if (served[k] >= due)
                continue;
            Violations++;
            First ??= new GuaranteeViolation(slot, k, due, served[k]);
        }

        slot++;
    }
}
