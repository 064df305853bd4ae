using System.Text.Json.Nodes;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET.CSharp;

/// <summary>Makes charts.</summary>
public static partial class Chart
{
    /// <summary>Draws all charts into one plotting area.</summary>
    public static GenericChart Combine(IEnumerable<GenericChart> gCharts) => GenericChart.combine(gCharts);

    /// <summary>Draws each chart into its own cell, row by row.</summary>
    public static GenericChart Grid(
        IEnumerable<GenericChart> gCharts,
        int nRows,
        int nCols,
        Optional<IEnumerable<string>> SubPlotTitles = default,
        Optional<Font> SubPlotTitleFont = default,
        Optional<double> SubPlotTitleOffset = default,
        Optional<Tuple<StyleParam.LinearAxisId, StyleParam.LinearAxisId>[][]> SubPlots = default,
        Optional<StyleParam.LinearAxisId[]> XAxes = default,
        Optional<StyleParam.LinearAxisId[]> YAxes = default,
        Optional<StyleParam.LayoutGridRowOrder> RowOrder = default,
        Optional<StyleParam.LayoutGridPattern> Pattern = default,
        Optional<double> XGap = default,
        Optional<double> YGap = default,
        Optional<Domain> Domain = default,
        Optional<StyleParam.LayoutGridXSide> XSide = default,
        Optional<StyleParam.LayoutGridYSide> YSide = default)
    {
        var pattern = Pattern.Or(StyleParam.LayoutGridPattern.Independent);
        var rowOrder = RowOrder.Or(StyleParam.LayoutGridRowOrder.TopToBottom);
        var cells = new ChartGrid(
            nRows,
            nCols,
            Coupled: pattern == StyleParam.LayoutGridPattern.Coupled,
            TopToBottom: rowOrder == StyleParam.LayoutGridRowOrder.TopToBottom,
            XGap.IsSome ? XGap.Value : null,
            YGap.IsSome ? YGap.Value : null);

        var grid = new JsonObject { ["rows"] = nRows, ["columns"] = nCols };
        Set("pattern", pattern);
        Set("roworder", rowOrder);
        Set("subplots", SubPlots.IsSome ? SubPlots.Value.Select(row => row.Select(cell => $"{cell.Item1}{cell.Item2}")) : null);
        Set("xaxes", XAxes.Or(null!));
        Set("yaxes", YAxes.Or(null!));
        Set("xgap", XGap.IsSome ? XGap.Value : null);
        Set("ygap", YGap.IsSome ? YGap.Value : null);
        Set("domain", Domain.Or(null!));
        Set("xside", XSide.Or(null!));
        Set("yside", YSide.Or(null!));

        return Combine(cells.Place(gCharts)).MapLayout(layout =>
        {
            layout["grid"] = grid;
            if (!SubPlotTitles.IsSome) return;
            var annotations = layout["annotations"] as JsonArray ?? [];
            layout["annotations"] = annotations;
            foreach (var title in cells.Titles(SubPlotTitles.Value, SubPlotTitleOffset.Or(0), SubPlotTitleFont.Or(null!))) annotations.Add(title);
        });

        void Set(string name, object? value)
        {
            if (value is not null) grid[name] = FigureJson.From(value);
        }
    }

    internal static void SetUnlessEmpty(this Trace trace, string name, DynamicObj.DynamicObj part)
    {
        if (part.Json.Count > 0) trace.SetProperty(name, part);
    }

    private static TPart Copy<TPart>(Optional<TPart> part) where TPart : DynamicObj.DynamicObj, new()
        => part.IsSome ? new TPart { Json = (JsonObject)part.Value.Json.DeepClone() } : new TPart();

    private static Trace Bars<ValuesType, KeysType, TextType>(
        string orientation,
        IEnumerable<ValuesType> values,
        Optional<IEnumerable<KeysType>> keys,
        Optional<IEnumerable<IEnumerable<KeysType>>> multiKeys,
        Optional<string> name,
        Optional<bool> showLegend,
        Optional<double> opacity,
        Optional<IEnumerable<double>> multiOpacity,
        Optional<TextType> text,
        Optional<IEnumerable<TextType>> multiText,
        Optional<Color> markerColor,
        Optional<StyleParam.Colorscale> markerColorScale,
        Optional<Line> markerOutline,
        Optional<Marker> marker,
        Optional<StyleParam.TextPosition> textPosition,
        Optional<IEnumerable<StyleParam.TextPosition>> multiTextPosition,
        Optional<IEnumerable<ValuesType>> multiWidth,
        Optional<ValuesType> @base,
        Optional<ValuesType> width)
    {
        bool upright = orientation == "v";
        var trace = new Trace("bar");
        trace.SetProperty(upright ? "y" : "x", values);
        trace.Set(upright ? "x" : "y", keys);
        trace.Set(upright ? "x" : "y", multiKeys);
        trace.SetProperty("orientation", orientation);
        trace.Set("name", name);
        trace.Set("showlegend", showLegend);
        trace.Set("opacity", opacity);
        trace.Set("text", text);
        trace.Set("text", multiText);
        trace.Set("textposition", textPosition);
        trace.Set("textposition", multiTextPosition);
        trace.Set("base", @base);
        trace.Set("width", width);
        trace.Set("width", multiWidth);

        var style = Copy(marker);
        style.Set("color", markerColor);
        style.Set("colorscale", markerColorScale);
        style.Set("line", markerOutline);
        style.Set("opacity", multiOpacity);
        trace.SetUnlessEmpty("marker", style);
        return trace;
    }
}
