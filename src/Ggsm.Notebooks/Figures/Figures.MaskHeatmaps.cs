using System.Globalization;
using Ggsm.Runs;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Ggsm.Notebooks;

public static partial class Figures
{
    /// <summary>
    /// Masks of one tower side by side on one colour scale, each row a query, each column a key: white is closed (weight 0), dark is open (weight 1).
    /// Up to 32 positions get a grid and their tokens.
    /// </summary>
    /// <param name="masks">Snapshots in order, such as <see cref="RunFolder.BeforeHalfwayAfter"/>; at least one.</param>
    /// <param name="tokens">The text at each position, for labels; null for numbers.</param>
    public static GenericChart MaskHeatmaps(IReadOnlyList<MaskSnapshot> masks, IReadOnlyList<string>? tokens = null)
    {
        bool named = tokens is not null && PositionLabels.CanBeNamed(masks[0].Positions);
        var grid = Chart.Grid(
            masks.Select((mask, index) => Heatmap(mask, tokens, isFirst: index == 0)).ToArray(),
            nRows: 1,
            nCols: masks.Count,
            SubPlotTitles: masks.Select(Describe).ToArray(),
            // Each mask has queries of its own: an axis for all would put sequences of different lengths below one another.
            Pattern: StyleParam.LayoutGridPattern.Independent,
            XGap: named ? 0.4 : 0.16);
        var scale = new ColorAxis()
            .With("cmin", 0.0)
            .With("cmax", 1.0)
            .With("colorscale", FigureStyle.Weights)
            .With("colorbar", new ColorBar().With("title", new Title().With("text", "weight")).With("thickness", 14.0));
        return FigureStyle.Frame(
            GenericChart.addLayout(new Layout().With("coloraxis", scale), grid),
            $"Who may look at whom: the mask of the {masks[0].Tower} tower",
            height: named ? 480 : 420,
            left: named ? 130 : 70,
            bottom: named ? 130 : 60,
            legendRows: 1);
    }

    private static GenericChart Heatmap(MaskSnapshot mask, IReadOnlyList<string>? tokens, bool isFirst)
    {
        string[] labels = PositionLabels.Of(mask.Positions, tokens);
        int gap = PositionLabels.CanBeNamed(mask.Positions) ? 1 : 0;
        var chart = Chart.Heatmap<float, string, string, string>(
            zData: mask.Weights,
            X: labels,
            Y: labels,
            XGap: gap,
            YGap: gap,
            Name: $"step {mask.Step}",
            ReverseYAxis: true,
            UseDefaults: false);
        return FigureStyle.Axes(Plotly.NET.Chart.withColorAxisAnchor(1).Invoke(chart), "key position", isFirst ? "query position" : "")
            .WithXAxisStyle<double, double, string>(AxisType: StyleParam.AxisType.Category, ShowGrid: false)
            .WithYAxisStyle<double, double, string>(AxisType: StyleParam.AxisType.Category, ShowGrid: false);
    }

    private static string Describe(MaskSnapshot mask)
    {
        string alpha = mask.Alpha is { } value ? string.Create(CultureInfo.InvariantCulture, $", alpha {value:0.00}") : "";
        return $"step {mask.Step}{alpha}";
    }
}
