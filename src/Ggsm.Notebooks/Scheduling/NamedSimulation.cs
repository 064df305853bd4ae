using StateBasedScheduling.Simulation;

namespace Ggsm.Notebooks;

/// <summary>A simulation that is over, with the name of its scheduler.</summary>
/// <param name="Scheduler">Who chose.</param>
/// <param name="Run">What happened.</param>
public sealed record NamedSimulation(string Scheduler, SimulationRun Run)
{
    /// <summary>The mean over tasks of delay times weight, in slots.</summary>
    public double WeightedDelay =>
        Run.Simulator.Flows.Zip(Run.Simulator.Scenario.Flows, (flow, named) => (double)flow.DelaySum * named.Flow.Weight).Sum() / Math.Max(1, Run.Simulator.Flows.Sum(flow => flow.Served));

    /// <summary>The longest delay of any task, in slots.</summary>
    public long LongestDelay => Run.Simulator.Flows.Max(flow => flow.LongestDelay);

    /// <summary>What a served task cost, by the scenario's prices.</summary>
    public double EnergyPerTask => Run.Simulator.EnergyCost / Math.Max(1.0, Run.Simulator.Flows.Sum(flow => flow.Served));

    /// <summary>Simulates a scenario.</summary>
    /// <param name="scenario">What to simulate.</param>
    /// <param name="sampleEvery">Counts the feasible schedules of every so many slots; 0 for never.</param>
    /// <param name="schedulers">The schedulers, one simulation each.</param>
    public static IReadOnlyList<NamedSimulation> Each(SchedulingScenario scenario, long sampleEvery, params string[] schedulers) =>
        [.. schedulers.Select(name =>
        {
            var run = new SimulationRun(new Simulator(scenario, SchedulerNames.Create(name, scenario)));
            run.Run(sampleEvery);
            return new NamedSimulation(name, run);
        })];
}
