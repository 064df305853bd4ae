using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;

namespace Plotly.NET;

/// <summary>Style calls that can be chained.</summary>
public static class GenericChartExtensions
{
    public static GenericChart WithTitle(this GenericChart @this, string title, FSharpOption<Font>? TitleFont = null)
        => GenericChart.addLayout(Layout.init<string>(Title: Title.init(Text: title, Font: TitleFont)), @this);

    public static GenericChart WithLayout(this GenericChart @this, Layout layout) => GenericChart.addLayout(layout, @this);

    public static GenericChart WithColorAxis(this GenericChart @this, ColorAxis colorAxis, FSharpOption<StyleParam.SubPlotId>? Id = null)
        => @this.MapLayout(layout => layout[Id is null ? "coloraxis" : Id.Value.ToString()] = FigureJson.From(colorAxis));
}
