using System.Text.Json.Nodes;
using Plotly.NET.LayoutObjects;

namespace Plotly.NET.CSharp;

/// <summary>Style calls that can be chained.</summary>
public static partial class GenericChartExtensions
{
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
        Optional<bool> Visible = default,
        Optional<double> X = default,
        Optional<StyleParam.XAnchorPosition> XAnchor = default,
        Optional<string> XRef = default,
        Optional<double> Y = default,
        Optional<StyleParam.YAnchorPosition> YAnchor = default,
        Optional<string> YRef = default,
        Optional<int> Id = default)
    {
        return gChart.MapLayout(layout =>
        {
            string name = Id.Or(1) < 2 ? "legend" : $"legend{Id.Value}";
            var legend = layout[name] as JsonObject ?? [];
            layout[name] = legend;
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
            Set(legend, "visible", Visible);
            Set(legend, "x", X);
            Set(legend, "xanchor", XAnchor);
            Set(legend, "xref", XRef);
            Set(legend, "y", Y);
            Set(legend, "yanchor", YAnchor);
            Set(legend, "yref", YRef);
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
        var styled = new Title { Json = title.IsSome ? (JsonObject)title.Value.Json.DeepClone() : [] };
        styled.Set("text", text);
        styled.Set("font", font);
        styled.Set("standoff", standoff);
        return styled;
    }
}
