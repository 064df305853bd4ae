using StateBasedScheduling.Simulation;
using StateBasedScheduling.Slots;

namespace Ggsm.Notebooks;

/// <summary>A slot's feasible schedules, taken down to be drawn: a few flows with a few tasks each.</summary>
/// <param name="Slot">The slot, counted from 0.</param>
/// <param name="Names">The flows.</param>
/// <param name="Queued">The tasks of each flow.</param>
/// <param name="Capacity">Tasks a slot.</param>
/// <param name="Points">Every feasible schedule.</param>
/// <param name="Corners">Those that are corners.</param>
/// <param name="Inequalities">What they all keep.</param>
/// <param name="Choices">What schedulers would serve, and whether it is feasible.</param>
public sealed record SlotPicture(
    long Slot,
    IReadOnlyList<string> Names,
    IReadOnlyList<long> Queued,
    long Capacity,
    IReadOnlyList<long[]> Points,
    IReadOnlyList<long[]> Corners,
    IReadOnlyList<PolytopeInequality> Inequalities,
    IReadOnlyList<(string Scheduler, long[] Served, bool IsFeasible)> Choices)
{
    /// <summary>Simulates a scenario and takes down some of its slots.</summary>
    /// <param name="scenario">A few flows.</param>
    /// <param name="first">The first slot to take down.</param>
    /// <param name="count">How many in a row.</param>
    /// <param name="scheduler">Who chooses in the simulation.</param>
    /// <param name="asked">The schedulers to ask in each of them; none that remembers earlier slots.</param>
    public static IReadOnlyList<SlotPicture> Take(SchedulingScenario scenario, long first, int count, string scheduler = "max-slack", params string[] asked)
    {
        if (asked.FirstOrDefault(SchedulerNames.HasMemory) is { } name)
            throw new BadInputException($"the scheduler {name} remembers earlier slots, so it cannot be asked about a single one.", field: nameof(asked));
        var simulator = new Simulator(scenario, SchedulerNames.Create(scheduler, scenario));
        var pictures = new List<SlotPicture>();
        while (simulator.Slots < first + count)
        {
            var polytope = simulator.BeginSlot();
            if (simulator.Slots >= first)
                pictures.Add(Of(simulator, polytope, asked));
            simulator.EndSlot();
        }

        return pictures;
    }

    private static SlotPicture Of(Simulator simulator, SlotPolytope polytope, string[] asked) => new(
        simulator.Slots,
        [.. simulator.Scenario.Flows.Select(flow => flow.Flow.Name)],
        [.. Enumerable.Range(0, polytope.Flows).Select(polytope.Queued)],
        polytope.Capacity,
        [.. polytope.Points()],
        polytope.Vertices(),
        polytope.Inequalities(),
        [.. asked.Select(name => (name, simulator.Ask(SchedulerNames.Create(name, simulator.Scenario)))).Select(choice => (choice.name, choice.Item2, polytope.Contains(choice.Item2)))]);
}
