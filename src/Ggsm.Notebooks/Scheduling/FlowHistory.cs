using StateBasedScheduling.Services;
using StateBasedScheduling.Simulation;

namespace Ggsm.Notebooks;

/// <summary>A flow's arrivals, what it was owed, and what it got, at times 0, 1, 2, ...</summary>
/// <param name="Name">The flow.</param>
/// <param name="Arrived">All tasks that arrived by each time.</param>
/// <param name="Owed">The tasks to be served by each time, in the worst case.</param>
/// <param name="Served">The tasks served by each time, by scheduler.</param>
public sealed record FlowHistory(string Name, IReadOnlyList<long> Arrived, IReadOnlyList<long> Owed, IReadOnlyList<(string Scheduler, IReadOnlyList<long> Tasks)> Served)
{
    /// <summary>Simulates a scenario with each of these schedulers; its arrivals do not depend on them.</summary>
    /// <param name="scenario">Without adversarial arrivals, which look at the queues.</param>
    /// <param name="flow">The flow to take down.</param>
    /// <param name="schedulers">At least one.</param>
    public static FlowHistory Take(SchedulingScenario scenario, int flow, params string[] schedulers)
    {
        var service = scenario.Flows[flow].Flow.Service;
        var arrived = new List<long>();
        var served = new List<(string, IReadOnlyList<long>)>();
        foreach (var name in schedulers)
        {
            var simulator = new Simulator(scenario, SchedulerNames.Create(name, scenario));
            arrived = [service.Backlog];
            var tasks = new List<long> { 0 };
            while (simulator.Slots < scenario.Slots)
            {
                simulator.Step();
                arrived.Add(simulator.Table.Arrived(flow));
                tasks.Add(simulator.Table.Served(flow));
            }

            served.Add((name, tasks));
        }

        var worst = service.WorstCase(new ArrivalVector([.. arrived]));
        return new FlowHistory(scenario.Flows[flow].Flow.Name, arrived, [.. Enumerable.Range(0, arrived.Count).Select(t => Math.Max(0, worst[t]))], served);
    }
}
