using StateBasedScheduling.Schedulers;

namespace StateBasedScheduling.Simulation;

/// <summary>The schedulers by name.</summary>
public static class SchedulerNames
{
    private static readonly Dictionary<string, (string Summary, Func<SchedulingScenario, Scheduler> Create)> ByName = new()
    {
        ["max-slack"] = ("the tasks due first: leaves the largest slack", _ => new MaxSlackScheduler()),
        ["random"] = ("a feasible schedule drawn at random in each slot", scenario => new RandomScheduler(scenario.Seed)),
        ["delay"] = ("feasible, with the least weighted delay", scenario => ObjectiveScheduler.Delay(FlowsOf(scenario))),
        ["fairness"] = ("feasible, whoever waits longest first", _ => ObjectiveScheduler.Fairness()),
        ["energy"] = ("feasible, nothing unforced in slots of a high price", scenario => ObjectiveScheduler.Energy(scenario.EnergyPrices)),
        ["fixed-priority"] = ("baseline: the smallest priority number first", scenario => new FixedPriorityScheduler(FlowsOf(scenario))),
        ["edf"] = ("baseline: earliest deadline first, a static deadline a flow", EarliestDeadline),
        ["wfq"] = ("baseline: weighted fair queueing, self-clocked", scenario => new WeightedFairScheduler(FlowsOf(scenario))),
        ["sced"] = ("baseline: earliest deadline first by service curves", scenario => new ServiceCurveScheduler(FlowsOf(scenario))),
    };

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. ByName.Keys];

    /// <summary>What a scheduler does, in a few words.</summary>
    public static string Summary(string name) => ByName[name].Summary;

    /// <summary>Whether what it chooses depends on slots before the one at hand, other than by the queues and states.</summary>
    public static bool HasMemory(string name) => name is "wfq" or "sced";

    /// <summary>A fresh scheduler for a scenario.</summary>
    /// <exception cref="ScenarioException">There is no such scheduler, or the flows lack what it needs.</exception>
    public static Scheduler Create(string name, SchedulingScenario scenario) =>
        ByName.TryGetValue(name, out var entry) ? entry.Create(scenario)
        : throw new ScenarioException($"there is no scheduler '{name}'.", field: "scheduler", remedy: $"Choose one of {string.Join(", ", All)}.");

    private static StaticDeadlineScheduler EarliestDeadline(SchedulingScenario scenario)
    {
        for (var k = 0; k < scenario.Flows.Count; k++)
        {
            if (scenario.Flows[k].Flow.Deadline is null)
            {
                throw new ScenarioException(
                    $"flow \"{scenario.Flows[k].Flow.Name}\" has no deadline, and the scheduler edf needs one of every flow.", field: "deadline", remedy: "Give every flow a deadline in slots.");
            }
        }

        return new StaticDeadlineScheduler(FlowsOf(scenario));
    }

    private static IReadOnlyList<Flow> FlowsOf(SchedulingScenario scenario) => [.. scenario.Flows.Select(flow => flow.Flow)];
}
