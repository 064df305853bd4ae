using StateBasedScheduling.Schedulers;
using StateBasedScheduling.Slots;

namespace StateBasedScheduling.Simulation;

/// <summary>
/// Runs flows through a server, slot by slot: arrivals, the slot's polytope, the scheduler's choice, the new states, and the independent
/// <see cref="GuaranteeChecker"/>. Memory does not grow with the slots.
/// </summary>
public sealed class Simulator
{
    private readonly Func<ArrivalMoment, long>[] processes;
    private readonly bool[] isAdversarial;
    private readonly TaskQueue[] queues;
    private readonly FlowTable table;
    private readonly Scheduler scheduler;
    private readonly GuaranteeChecker checker;
    private readonly IReadOnlyList<long> prices;
    private readonly long[] arrivals;
    private readonly long[] chosen;
    private long adversariesIdle = long.MaxValue / 2;
    private SlotPolytope? polytope;
    private bool hasChosen;

    /// <param name="scenario">Server, flows and arrivals.</param>
    /// <param name="scheduler">A scheduler that has not run yet.</param>
    public Simulator(SchedulingScenario scenario, Scheduler scheduler)
    {
        (Scenario, this.scheduler, prices) = (scenario, scheduler, scenario.EnergyPrices);
        processes = [.. scenario.Flows.Select((flow, k) => flow.Arrivals.Start(unchecked((int)((scenario.Seed * 1_000_003) + k))))];
        isAdversarial = [.. scenario.Flows.Select(flow => flow.Arrivals is AdversarialArrivals)];
        var services = scenario.Flows.Select(flow => flow.Flow.Service).ToArray();
        (table, checker) = (new FlowTable(scenario.Capacity, services), new GuaranteeChecker(services));
        (arrivals, chosen) = (new long[services.Length], new long[services.Length]);
        queues = [.. services.Select(_ => new TaskQueue())];
        for (var k = 0; k < queues.Length; k++)
            queues[k].Add(0, services[k].Backlog);
        Flows = [.. services.Select(_ => new FlowMeasures())];
    }

    /// <summary>What is simulated.</summary>
    public SchedulingScenario Scenario { get; }

    /// <summary>The slots that are over.</summary>
    public long Slots => table.Slot;

    /// <summary>What was seen of each flow.</summary>
    public IReadOnlyList<FlowMeasures> Flows { get; }

    /// <summary>The checker's findings.</summary>
    public GuaranteeChecker Checker => checker;

    /// <summary>The slots in which the scheduler's choice was outside the polytope, so that some guarantee could no longer be kept whatever arrives.</summary>
    public long SlotsOutside { get; private set; }

    /// <summary>What serving cost, by the scenario's energy prices.</summary>
    public long EnergyCost { get; private set; }

    /// <summary>The slots in which something was served.</summary>
    public long BusySlots { get; private set; }

    /// <summary>Arrivals of the slot at hand, or of the last one.</summary>
    public IReadOnlyList<long> Arrivals => arrivals;

    /// <summary>What the last slot served.</summary>
    public IReadOnlyList<long> Served => chosen;

    /// <summary>The states of the flows, in total since the start.</summary>
    public FlowTable Table => table;

    /// <summary>Lets the next slot's tasks arrive.</summary>
    /// <returns>The slot's polytope, valid until the next slot begins.</returns>
    public SlotPolytope BeginSlot()
    {
        var moment = new ArrivalMoment(table.Slot, adversariesIdle);
        for (var k = 0; k < arrivals.Length; k++)
        {
            arrivals[k] = processes[k](moment);
            queues[k].Add(table.Slot, arrivals[k]);
            Flows[k].Arrived += arrivals[k];
        }

        return polytope = table.Begin(arrivals);
    }

    /// <summary>What another scheduler, one without a memory of earlier slots, would serve in the slot at hand.</summary>
    public long[] Ask(Scheduler other)
    {
        var served = new long[arrivals.Length];
        other.Choose(View(), served);
        return served;
    }

    /// <summary>Lets the scheduler choose for the slot at hand.</summary>
    /// <returns>What it serves; valid until the next slot.</returns>
    public IReadOnlyList<long> Choose()
    {
        if (!hasChosen)
            scheduler.Choose(View(), chosen);
        hasChosen = true;
        return chosen;
    }

    /// <summary>Lets the scheduler choose, and ends the slot.</summary>
    public void EndSlot()
    {
        var view = View();
        Choose();
        hasChosen = false;
        if (!scheduler.KeepsGuarantees && !view.Polytope.Contains(chosen))
            SlotsOutside++;
        table.End(chosen);
        checker.Observe(arrivals, chosen);

        var total = 0L;
        var (adversaryWaits, adversaryCame) = (false, false);
        for (var k = 0; k < chosen.Length; k++)
        {
            if (chosen[k] > 0)
                queues[k].Take(chosen[k], Flows[k].Count(view.Number));
            total += chosen[k];
            Flows[k].QueueSum += queues[k].Count;
            Flows[k].LongestQueue = Math.Max(Flows[k].LongestQueue, queues[k].Count);
            adversaryWaits |= isAdversarial[k] && queues[k].Count > 0;
            adversaryCame |= isAdversarial[k] && arrivals[k] > 0;
        }

        adversariesIdle = adversaryWaits ? 0 : adversaryCame ? 1 : adversariesIdle + 1;
        EnergyCost += total * prices[(int)(view.Number % prices.Count)];
        BusySlots += total > 0 ? 1 : 0;
        polytope = null;
    }

    /// <summary>A whole slot.</summary>
    public void Step()
    {
        BeginSlot();
        EndSlot();
    }

    /// <summary>The tasks of a flow that wait now.</summary>
    public TaskQueue Queue(int flow) => queues[flow];

    private SlotView View() =>
        new(table.Slot, polytope ?? throw new InvalidOperationException("no slot was begun."), arrivals, queues);
}

/// <summary>What was seen of a flow.</summary>
public sealed class FlowMeasures
{
    private Action<long, long>? count;
    private long slot;

    /// <summary>Tasks that arrived.</summary>
    public long Arrived { get; internal set; }

    /// <summary>Tasks that were served.</summary>
    public long Served { get; private set; }

    /// <summary>The sum of the delays of the served tasks, in slots; a task served in the slot of its arrival has delay 0.</summary>
    public long DelaySum { get; private set; }

    /// <summary>The longest delay of a served task.</summary>
    public long LongestDelay { get; private set; }

    /// <summary>The tasks left at the end of each slot, added up.</summary>
    public long QueueSum { get; internal set; }

    /// <summary>The most tasks left at the end of a slot.</summary>
    public long LongestQueue { get; internal set; }

    /// <summary>The mean delay of the served tasks, in slots.</summary>
    public double MeanDelay => Served == 0 ? 0 : (double)DelaySum / Served;

    /// <summary>What to do with tasks that are served in a slot.</summary>
    internal Action<long, long> Count(long now)
    {
        slot = now;
        return count ??= (arrived, tasks) =>
        {
            Served += tasks;
            DelaySum += tasks * (slot - arrived);
            LongestDelay = Math.Max(LongestDelay, slot - arrived);
        };
    }
}
