using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;

namespace Plotly.NET;

/// <summary>Style calls that can be chained.</summary>
public static class GenericChartExtensions
{
    /// <summary>The C# API has a call of this name too: code that imports both namespaces cannot chain it, here as there.</summary>
    public static GenericChart WithTraceInfo(
        this GenericChart @this,
        FSharpOption<string>? Name = null,
        FSharpOption<StyleParam.Visible>? Visible = null,
        FSharpOption<bool>? ShowLegend = null,
        FSharpOption<int>? LegendRank = null,
        FSharpOption<string>? LegendGroup = null,
        FSharpOption<Title>? LegendGroupTitle = null)
        => @this.MapTraces((trace, index) => trace.With(copy =>
        {
            if (Name is not null) copy.Set("name", index == 0 ? Name.Value : $"{Name.Value}_{index}");
            copy.Set("visible", Visible);
            copy.Set("showlegend", ShowLegend);
            copy.Set("legendrank", LegendRank);
            copy.Set("legendgroup", LegendGroup);
            copy.Set("legendgrouptitle", LegendGroupTitle);
        }));

    public static GenericChart WithTitle(this GenericChart @this, string title, FSharpOption<Font>? TitleFont = null)
        => GenericChart.addLayout(Layout.init<string>(Title: Title.init(Text: title, Font: TitleFont)), @this);

    public static GenericChart WithLayout(this GenericChart @this, Layout layout) => GenericChart.addLayout(layout, @this);

    public static GenericChart WithColorAxis(this GenericChart @this, ColorAxis colorAxis, FSharpOption<StyleParam.SubPlotId>? Id = null)
        => @this.MapLayout(layout => layout[Id is null ? "coloraxis" : Id.Value.ToString()] = FigureJson.From(colorAxis));
}
