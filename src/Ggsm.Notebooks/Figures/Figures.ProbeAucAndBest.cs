using System.Globalization;
using Ggsm.Synthesis.World;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>
    /// The same on people whose truth is known: beside each probe the best AUC that any reader of the history can have, which the
    /// probabilities behind the labels promise.
    /// </summary>
    /// <param name="probes">Encoders and tasks in any order; at least one.</param>
    /// <param name="truth">What is best possible; tasks that no probe was made for are left out.</param>
    public static GenericChart ProbeAuc(IReadOnlyList<EncoderProbe> probes, IReadOnlyList<TaskReport> truth)
    {
        string[] encoders = [.. probes.Select(probe => probe.Encoder).Distinct()];
        string[] tasks = [.. truth.Select(task => task.Task)];
        EncoderProbe[] rows = [.. probes.OrderBy(probe => Array.IndexOf(tasks, probe.Result.Task)).ThenBy(probe => Array.IndexOf(encoders, probe.Encoder))];
        string[] labels = [.. rows.Select(Label).Reverse()];
        var best = (from row in rows
                    join task in truth on row.Result.Task equals task.Task
                    where task.Best is not null
                    select (Label(row), task.Best!.Promised)).ToArray();
        var charts = encoders
            .Select((encoder, index) => (Rows: rows.Where(row => row.Encoder == encoder).ToArray(), Colour: FigureStyle.Series[index % FigureStyle.Series.Count]))
            .SelectMany(group => group.Rows.Select(row => Interval(row, group.Colour)).Append(Estimates(group.Rows, group.Colour)))
            .Append(Ceilings(best, "best possible", FigureStyle.Purple, StyleParam.MarkerSymbol.Diamond))
            .Append(FigureStyle.Line([0.5, 0.5], [labels[0], labels[^1]], "guessing", FigureStyle.Grey, dash: StyleParam.DrawingStyle.Dash));
        double level = probes[0].Result.Auc.Level;

        return FigureStyle.Finish(
            Chart.Combine(charts),
            $"AUC of a linear probe, {level.ToString("0%", CultureInfo.InvariantCulture)} intervals",
            "AUC on users the probe has not seen",
            "",
            height: 200 + (30 * rows.Length),
            left: 210,
            legendRows: 2)
            .WithRangeX(Math.Min(0.5, rows.Min(row => row.Result.Auc.Low)) - Room, 1 + Room)
            .WithRangeY(-0.7, rows.Length - 0.3)
            .WithYAxisStyle<double, double, string>(
                AxisType: StyleParam.AxisType.Category, CategoryOrder: StyleParam.CategoryOrder.Array, CategoryArray: labels);
    }
}
