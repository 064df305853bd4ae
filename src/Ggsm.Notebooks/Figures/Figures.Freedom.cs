using System.Numerics;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>How many schedules of a slot keep every guarantee, slot by slot on a logarithmic scale, against the one of earliest deadline first.</summary>
    /// <param name="simulations">Simulations with samples; at least one.</param>
    public static GenericChart Freedom(params IReadOnlyList<NamedSimulation> simulations)
    {
        var samples = simulations[0].Run.Samples;
        return FigureStyle.Finish(
            Chart.Combine([
                .. simulations.Select((simulation, i) => FigureStyle.Line(
                    [.. simulation.Run.Samples.Where(sample => sample.Schedules is not null).Select(sample => (double)sample.Slot)],
                    [.. simulation.Run.Samples.Where(sample => sample.Schedules is not null).Select(sample => BigInteger.Log10(sample.Schedules!.Value))],
                    $"feasible schedules, {simulation.Scheduler}",
                    FigureStyle.Series[i % FigureStyle.Series.Count])),
                FigureStyle.Line([(double)samples[0].Slot, samples[^1].Slot], [0.0, 0.0], "earliest deadline first", FigureStyle.Grey, width: 3, dash: StyleParam.DrawingStyle.Dash),
            ]),
            $"Freedom: how many schedules keep the guarantees of {simulations[0].Run.Simulator.Scenario.Flows.Count} flows",
            "slot",
            "schedules (powers of ten)",
            height: 420,
            legendRows: 2);
    }

    /// <summary>What each scheduler makes of three measures, each against the first scheduler's.</summary>
    /// <param name="simulations">Simulations of one scenario; the first one is the measure of the others.</param>
    public static GenericChart Objectives(IReadOnlyList<NamedSimulation> simulations)
    {
        (string Name, Func<NamedSimulation, double> Of)[] measures =
        [
            ("weighted delay", simulation => simulation.WeightedDelay),
            ("longest delay", simulation => simulation.LongestDelay),
            ("energy per task", simulation => simulation.EnergyPerTask),
        ];
        return FigureStyle.Finish(
            Chart.Combine(simulations.Select((simulation, i) => Chart.Column<double, string, string>(
                values: measures.Select(measure => measure.Of(simulation) / measure.Of(simulations[0])).ToArray(),
                Keys: measures.Select(measure => measure.Name).ToArray(),
                Name: simulation.Scheduler,
                MarkerColor: FigureStyle.Paint(FigureStyle.Series[i % FigureStyle.Series.Count]),
                UseDefaults: false))),
            "The same guarantees, other objectives",
            "",
            $"against {simulations[0].Scheduler} (lower is better)",
            height: 420)
            .WithBars("group", gap: 0.25);
    }
}
