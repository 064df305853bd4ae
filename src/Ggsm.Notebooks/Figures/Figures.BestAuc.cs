using System.Globalization;
using Ggsm.Synthesis.World;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = Plotly.NET.CSharp.Chart;
using Marker = Plotly.NET.TraceObjects.Marker;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>How well each task can be answered at all, with the order of events and without it, a row per task, and the 0.5 of guessing.</summary>
    /// <param name="tasks">The tasks of generated users; at least one with both classes.</param>
    public static GenericChart BestAuc(IReadOnlyList<TaskReport> tasks)
    {
        var known = tasks.Where(task => task is { Best: not null, OrderFree: not null })
            .Select(task => (task.Task, Without: task.OrderFree!.Promised, Best: task.Best!.Promised)).ToArray();
        string[] rows = [.. known.Select(task => task.Task).Reverse()];
        var gains = known.Select(task => FigureStyle.Line([task.Without, task.Best], [task.Task, task.Task], $"{task.Task}: what the order adds", FigureStyle.Grey, width: 4, legend: false));

        return FigureStyle.Finish(
            Chart.Combine([
                .. gains,
                Ceilings([.. known.Select(task => (task.Task, task.Without))], "best without the order", FigureStyle.Orange, StyleParam.MarkerSymbol.Circle),
                Ceilings([.. known.Select(task => (task.Task, task.Best))], "best of all", FigureStyle.Blue, StyleParam.MarkerSymbol.Diamond),
                FigureStyle.Line([0.5, 0.5], [rows[0], rows[^1]], "guessing", FigureStyle.Grey, dash: StyleParam.DrawingStyle.Dash),
            ]),
            "How well each task can be answered at all",
            "AUC that the truth allows",
            "",
            height: 170 + (30 * rows.Length),
            left: 110)
            .WithRangeX(0.5 - Room, 1 + Room)
            .WithRangeY(-0.7, rows.Length - 0.3)
            .WithYAxisStyle<double, double, string>(
                AxisType: StyleParam.AxisType.Category, CategoryOrder: StyleParam.CategoryOrder.Array, CategoryArray: rows);
    }

    private static GenericChart Ceilings((string Row, double Auc)[] points, string name, string colour, StyleParam.MarkerSymbol symbol)
        => Chart.Point<double, string, string>(
            x: points.Select(point => point.Auc).ToArray(),
            y: points.Select(point => point.Row).ToArray(),
            Name: name,
            MultiText: points.Select(point => point.Auc.ToString("0.000", CultureInfo.InvariantCulture)).ToArray(),
            Marker: new Marker().With("size", 10),
            MarkerSymbol: symbol,
            MarkerColor: FigureStyle.Paint(colour),
            UseDefaults: false);
}
