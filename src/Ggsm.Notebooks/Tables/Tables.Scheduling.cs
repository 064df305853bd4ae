using Microsoft.Data.Analysis;

namespace Ggsm.Notebooks;

public static partial class Tables
{
    /// <summary>What schedulers made of one scenario, a row each.</summary>
    /// <param name="simulations">Simulations of one scenario.</param>
    public static DataFrame Schedulers(IReadOnlyList<NamedSimulation> simulations)
    {
        var first = simulations[0].Run.Simulator;
        return new DataFrame(
            new StringDataFrameColumn("Scheduler", simulations.Select(simulation => simulation.Scheduler)),
            new Int64DataFrameColumn("Guarantees broken", simulations.Select(simulation => simulation.Run.Simulator.Checker.Violations)),
            new Int64DataFrameColumn("Slots outside the polytope", simulations.Select(simulation => simulation.Run.Simulator.SlotsOutside)),
            new DoubleDataFrameColumn("Weighted delay (slots)", simulations.Select(simulation => simulation.WeightedDelay)),
            new Int64DataFrameColumn("Longest delay (slots)", simulations.Select(simulation => simulation.LongestDelay)),
            new DoubleDataFrameColumn("Energy per task", simulations.Select(simulation => simulation.EnergyPerTask)))
            .WithCaption($"{first.Scenario.Flows.Count} flows, {first.Scenario.Capacity} tasks a slot, {first.Slots} slots, seed {first.Scenario.Seed}");
    }
}
