using System.Text.Json.Nodes;
using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

/// <summary>Style calls that can be chained.</summary>
public static partial class GenericChartExtensions
{
    public static Layout GetLayout(this GenericChart gChart) => GenericChart.getLayout(gChart);

    public static Trace[] GetTraces(this GenericChart gChart) => [.. GenericChart.getTraces(gChart)];

    /// <summary>Names the traces and places them in the legend.</summary>
    public static GenericChart WithTraceInfo(
        this GenericChart gChart,
        Optional<string> Name = default,
        Optional<StyleParam.Visible> Visible = default,
        Optional<bool> ShowLegend = default,
        Optional<int> LegendRank = default,
        Optional<string> LegendGroup = default,
        Optional<Title> LegendGroupTitle = default)
        => gChart.MapTraces((trace, index) => trace.With(copy =>
        {
            if (Name.IsSome) copy.Set("name", index == 0 ? Name.Value : $"{Name.Value}_{index}");
            copy.Set("visible", Visible);
            copy.Set("showlegend", ShowLegend);
            copy.Set("legendrank", LegendRank);
            copy.Set("legendgroup", LegendGroup);
            copy.Set("legendgrouptitle", LegendGroupTitle);
        }));

    /// <summary>Sets the size in pixels.</summary>
    public static GenericChart WithSize(this GenericChart gChart, Optional<int> Width = default, Optional<int> Height = default)
        => gChart.MapLayout(layout =>
        {
            Set(layout, "width", Width);
            Set(layout, "height", Height);
        });

    /// <summary>Places and styles the legend.</summary>
    public static GenericChart WithLegendStyle(
        this GenericChart gChart,
        Optional<Color> BGColor = default,
        Optional<Color> BorderColor = default,
        Optional<double> BorderWidth = default,
        Optional<double> EntryWidth = default,
        Optional<StyleParam.EntryWidthMode> EntryWidthMode = default,
        Optional<Font> Font = default,
        Optional<StyleParam.TraceGroupClickOptions> GroupClick = default,
        Optional<Font> GroupTitleFont = default,
        Optional<StyleParam.TraceItemClickOptions> ItemClick = default,
        Optional<StyleParam.TraceItemClickOptions> ItemDoubleClick = default,
        Optional<StyleParam.TraceItemSizing> ItemSizing = default,
        Optional<int> ItemWidth = default,
        Optional<StyleParam.Orientation> Orientation = default,
        Optional<Title> Title = default,
        Optional<double> TraceGroupGap = default,
        Optional<StyleParam.TraceOrder> TraceOrder = default,
        Optional<string> UIRevision = default,
        Optional<StyleParam.VerticalAlign> VerticalAlign = default,
        Optional<double> X = default,
        Optional<StyleParam.XAnchorPosition> XAnchor = default,
        Optional<double> Y = default,
        Optional<StyleParam.YAnchorPosition> YAnchor = default)
    {
        return gChart.MapLayout(layout =>
        {
            var legend = layout["legend"] as JsonObject ?? [];
            layout["legend"] = legend;
            Set(legend, "bgcolor", BGColor);
            Set(legend, "bordercolor", BorderColor);
            Set(legend, "borderwidth", BorderWidth);
            Set(legend, "entrywidth", EntryWidth);
            Set(legend, "entrywidthmode", EntryWidthMode);
            Set(legend, "font", Font);
            Set(legend, "groupclick", GroupClick);
            Set(legend, "grouptitlefont", GroupTitleFont);
            Set(legend, "itemclick", ItemClick);
            Set(legend, "itemdoubleclick", ItemDoubleClick);
            Set(legend, "itemsizing", ItemSizing);
            Set(legend, "itemwidth", ItemWidth);
            Set(legend, "orientation", Orientation);
            Set(legend, "title", Title);
            Set(legend, "tracegroupgap", TraceGroupGap);
            Set(legend, "traceorder", TraceOrder);
            Set(legend, "uirevision", UIRevision);
            Set(legend, "valign", VerticalAlign);
            Set(legend, "x", X);
            Set(legend, "xanchor", XAnchor);
            Set(legend, "y", Y);
            Set(legend, "yanchor", YAnchor);
        });
    }

    internal static GenericChart StyleAxis(this GenericChart gChart, StyleParam.SubPlotId id, Action<JsonObject> style)
        => gChart.MapLayout(layout =>
        {
            var axis = layout[id.ToString()] as JsonObject ?? [];
            layout[id.ToString()] = axis;
            style(axis);
        });

    private static void Set(JsonObject part, string name, object? value)
    {
        if (value is not null) part[name] = FigureJson.From(value);
    }

    private static void Set<T>(JsonObject part, string name, Optional<T> value)
    {
        if (value.IsSome) part[name] = FigureJson.From(value.Value);
    }

    private static Title? AxisTitle(Optional<Title> title, Optional<string> text, Optional<Font> font, Optional<int> standoff)
    {
        if (!title.IsSome && !text.IsSome && !font.IsSome && !standoff.IsSome) return null;
        var styled = new Title { Properties = title.IsSome ? (JsonObject)title.Value.Properties.DeepClone() : [] };
        styled.Set("text", text);
        styled.Set("font", font);
        styled.Set("standoff", standoff);
        return styled;
    }
}
