using Microsoft.FSharp.Core;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;
using FSharpTrace = Plotly.NET.Trace;
using Marker = Plotly.NET.TraceObjects.Marker;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    private const double Aside = 0.09;

    /// <summary>The feasible schedules of slots of two flows, one slot at a time behind a slider: all points, the outline, and where schedulers stand.</summary>
    /// <param name="slots">Slots in a row, of two flows; at least one.</param>
    public static GenericChart SlotPolytope(IReadOnlyList<SlotPicture> slots)
    {
        var most = 0.4 + slots.Max(slot => Math.Max(slot.Capacity, slot.Points.SelectMany(point => point).Max()));
        return Sliding(
            slots,
            slot => [
                FigureStyle.Line<double, double>([.. Outline(slot).Select(point => (double)point[0])], [.. Outline(slot).Select(point => (double)point[1])], "polytope", FigureStyle.Sky, width: 3),
                Dots("feasible", slot.Points.Select(point => ((double)point[0], (double)point[1], $"({point[0]}, {point[1]})")), FigureStyle.Blue, 9, StyleParam.MarkerSymbol.Circle),
                .. slot.Choices.Select((choice, i) => Choice(choice, i, choice.Served[0], choice.Served[1])),
            ],
            "The schedules of a slot that keep every guarantee",
            $"tasks served of \"{slots[0].Names[0]}\"",
            $"tasks served of \"{slots[0].Names[1]}\"")
            .WithRangeX(-0.4, most)
            .WithRangeY(-0.4, most)
            .WithAxes("dtick", 1);
    }

    /// <summary>The same in space, of three flows, seen from a corner: edges of the polytope, all points, and where schedulers stand.</summary>
    /// <param name="slots">Slots in a row, of three flows; at least one.</param>
    public static GenericChart SlotPolytopeInSpace(IReadOnlyList<SlotPicture> slots)
    {
        var far = slots.Max(slot => slot.Points.SelectMany(point => point).Max()) + 0.7;
        return Sliding(
            slots,
            slot => [
                .. Enumerable.Range(0, 3).Select(k => Axis(slot.Names[k], k, far)),
                Edges(slot),
                Dots("feasible", slot.Points.Select(point => (Right(point), Up(point), $"({string.Join(", ", point)})")), FigureStyle.Blue, 8, StyleParam.MarkerSymbol.Circle),
                .. slot.Choices.Select((choice, i) => Choice(choice, i, Right(choice.Served), Up(choice.Served))),
            ],
            "The schedules of a slot of three flows",
            "",
            "")
            .WithXAxisStyle<double, double, string>(ShowGrid: false, ShowLine: false, ZeroLine: false, MinMax: Tuple.Create(-far, far))
            .WithYAxisStyle<double, double, string>(ShowGrid: false, ShowLine: false, ZeroLine: false, MinMax: Tuple.Create(-0.65 * far, 1.15 * far))
            .WithAxes("showticklabels", false);
    }

    /// <summary>The traces of one slot at a time; every slot has the same number of them.</summary>
    private static GenericChart Sliding(
        IReadOnlyList<SlotPicture> slots, Func<SlotPicture, IReadOnlyList<GenericChart>> draw, string title, string xTitle, string yTitle)
    {
        var charts = slots.Select(draw).ToArray();
        var traces = charts[0].Count;
        var steps = slots.Select((slot, i) => new Dictionary<string, object>
        {
            ["label"] = $"{slot.Slot}",
            ["method"] = "restyle",
            ["args"] = new object[] { new Dictionary<string, object> { ["visible"] = Enumerable.Range(0, slots.Count * traces).Select(trace => trace / traces == i).ToArray() } },
        }).ToArray();
        var slider = new Dictionary<string, object>
        {
            ["active"] = 0,
            ["steps"] = steps,
            ["pad"] = new Dictionary<string, object> { ["t"] = 50 },
            ["currentvalue"] = new Dictionary<string, object> { ["prefix"] = "slot " },
        };
        var all = charts.SelectMany((slot, i) => slot.Select(chart => i == 0 ? chart : Hidden(chart)));
        return GenericChart.addLayout(
            new Layout().With("sliders", new object[] { slider }),
            FigureStyle.Finish(Chart.Combine(all), title, xTitle, yTitle, height: 560, bottom: 130, legendRows: 2));
    }

    private static GenericChart Hidden(GenericChart chart) =>
        GenericChart.mapTrace(FuncConvert.FromFunc<FSharpTrace, FSharpTrace>(trace => trace.With("visible", false)), chart);

    private static GenericChart WithAxes(this GenericChart chart, string property, object value) =>
        GenericChart.mapLayout(
            FuncConvert.FromFunc<Layout, Layout>(layout =>
            {
                foreach (var name in (string[])["xaxis", "yaxis"])
                    ((LinearAxis)layout.TryGetPropertyValue(name)!.Value).With(property, value);
                return layout;
            }),
            chart);

    /// <summary>A scheduler's choice, drawn a little aside, so that equal ones do not hide each other.</summary>
    private static GenericChart Choice((string Scheduler, long[] Served, bool IsFeasible) choice, int number, double x, double y) => Dots(
        choice.Scheduler,
        [(x + (Aside * (1 - (number % 3))), y + (Aside * (1 + (number / 3))), $"{choice.Scheduler} ({string.Join(", ", choice.Served)}){(choice.IsFeasible ? "" : ": breaks a guarantee")}")],
        FigureStyle.Series[(number + 1) % FigureStyle.Series.Count],
        13,
        choice.IsFeasible ? StyleParam.MarkerSymbol.Diamond : StyleParam.MarkerSymbol.X);

    private static GenericChart Dots(string name, IEnumerable<(double X, double Y, string Text)> dots, string colour, int size, StyleParam.MarkerSymbol symbol)
    {
        var drawn = dots.ToArray();
        return Chart.Point<double, double, string>(
            x: drawn.Select(dot => dot.X).ToArray(),
            y: drawn.Select(dot => dot.Y).ToArray(),
            Name: name,
            MultiText: drawn.Select(dot => dot.Text).ToArray(),
            MarkerColor: FigureStyle.Paint(colour),
            Marker: new Marker().With("size", size),
            MarkerSymbol: symbol,
            UseDefaults: false);
    }

    /// <summary>The corners in the order of a walk round them, back to the first.</summary>
    private static IReadOnlyList<long[]> Outline(SlotPicture slot)
    {
        var (x, y) = (slot.Corners.Average(corner => corner[0]), slot.Corners.Average(corner => corner[1]));
        var walk = slot.Corners.OrderBy(corner => Math.Atan2(corner[1] - y, corner[0] - x)).ToList();
        return [.. walk, walk[0]];
    }

    private static GenericChart Axis(string name, int flow, double length)
    {
        double[] end = [.. Enumerable.Range(0, 3).Select(k => k == flow ? length : 0)];
        return Chart.Line<double, double, string>(
            [0, Right(end)], [0, Up(end)], Name: name, MultiText: new[] { "", name }, ShowLegend: false, ShowMarkers: false,
            TextPosition: flow == 2 ? StyleParam.TextPosition.TopCenter : flow == 0 ? StyleParam.TextPosition.BottomRight : StyleParam.TextPosition.BottomLeft,
            LineColor: FigureStyle.Paint(FigureStyle.Grey), LineWidth: 1.5, UseDefaults: false)
            .WithText();
    }

    private static GenericChart WithText(this GenericChart chart) =>
        GenericChart.mapTrace(FuncConvert.FromFunc<FSharpTrace, FSharpTrace>(trace => trace.With("mode", "lines+text")), chart);

    /// <summary>The edges: pairs of corners on a common line of tight inequalities.</summary>
    private static GenericChart Edges(SlotPicture slot)
    {
        var (x, y) = (new List<double?>(), new List<double?>());
        for (var a = 0; a < slot.Corners.Count; a++)
        {
            for (var b = 0; b < a; b++)
            {
                if (!OnOneEdge(slot, slot.Corners[a], slot.Corners[b]))
                    continue;
                x.AddRange([Right(slot.Corners[a]), Right(slot.Corners[b]), null]);
                y.AddRange([Up(slot.Corners[a]), Up(slot.Corners[b]), null]);
            }
        }

        return GenericChart.mapTrace(
            FuncConvert.FromFunc<FSharpTrace, FSharpTrace>(trace => trace.With("x", x).With("y", y)),
            FigureStyle.Line<double, double>([0], [0], "edges", FigureStyle.Sky, width: 3));
    }

    private static bool OnOneEdge(SlotPicture slot, long[] a, long[] b)
    {
        bool Tight(StateBasedScheduling.Slots.PolytopeInequality one, long[] corner) => one.Flows.Sum(flow => corner[flow]) == one.Bound;
        double[][] normals = [.. slot.Inequalities.Where(one => Tight(one, a) && Tight(one, b)).Select(one => Enumerable.Range(0, 3).Select(k => one.Flows.Contains(k) ? 1.0 : 0).ToArray())];
        return normals.Any(m => normals.Any(n =>
            (m[1] * n[2]) - (m[2] * n[1]) is not 0 || (m[2] * n[0]) - (m[0] * n[2]) is not 0 || (m[0] * n[1]) - (m[1] * n[0]) is not 0));
    }

    private static double Right(IReadOnlyList<long> point) => Right([.. point.Select(tasks => (double)tasks)]);

    private static double Up(IReadOnlyList<long> point) => Up([.. point.Select(tasks => (double)tasks)]);

    private static double Right(double[] point) => 0.866 * (point[0] - point[1]);

    private static double Up(double[] point) => point[2] - (0.5 * (point[0] + point[1]));
}
