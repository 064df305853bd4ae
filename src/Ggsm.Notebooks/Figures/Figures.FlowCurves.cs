using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>A flow's arrivals, the tasks it is owed, and the tasks it got by each scheduler, all added up from the start.</summary>
    /// <param name="history">A flow of a simulation.</param>
    public static GenericChart FlowCurves(FlowHistory history)
    {
        double[] times = [.. Enumerable.Range(0, history.Arrived.Count).Select(t => (double)t)];
        return FigureStyle.Finish(
            Chart.Combine([
                Stairs(times, history.Arrived, "arrived", FigureStyle.Grey, 3),
                Stairs(times, history.Owed, "owed", FigureStyle.Blue, 5),
                .. history.Served.Select((served, i) => Stairs(times, served.Tasks, $"served, {served.Scheduler}", FigureStyle.Series[(i + 1) % FigureStyle.Series.Count], 2)),
            ]),
            $"What came, what was owed, what was served: flow \"{history.Name}\"",
            "time (slots)",
            "tasks from the start",
            height: 420);
    }

    /// <summary>A count that holds until the next slot ends.</summary>
    private static GenericChart Stairs(double[] times, IReadOnlyList<long> tasks, string name, string colour, double width) => FigureStyle.Line(
        [.. times.SelectMany((time, t) => t == 0 ? [time] : (double[])[time, time])],
        [.. tasks.SelectMany((count, t) => t == 0 ? [count] : (double[])[tasks[t - 1], count])],
        name,
        colour,
        width);
}
