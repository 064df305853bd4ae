using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;

namespace Plotly.NET;

/// <summary>Everything of a figure that is not data: axes, titles, size, colours.</summary>
public sealed class Layout : FigureObject
{
    public static Layout init<HiddenLabelsType>(
        FSharpOption<Title>? Title = null,
        FSharpOption<bool>? ShowLegend = null,
        FSharpOption<Margin>? Margin = null,
        FSharpOption<bool>? AutoSize = null,
        FSharpOption<int>? Width = null,
        FSharpOption<int>? Height = null,
        FSharpOption<Font>? Font = null,
        FSharpOption<Color>? PaperBGColor = null,
        FSharpOption<Color>? PlotBGColor = null,
        FSharpOption<Color>? Colorway = null,
        FSharpOption<StyleParam.HoverMode>? HoverMode = null,
        FSharpOption<double>? BarGap = null,
        FSharpOption<StyleParam.BarMode>? BarMode = null)
        where HiddenLabelsType : IConvertible
    {
        var layout = new Layout();
        layout.Set("title", Title);
        layout.Set("showlegend", ShowLegend);
        layout.Set("margin", Margin);
        layout.Set("autosize", AutoSize);
        layout.Set("width", Width);
        layout.Set("height", Height);
        layout.Set("font", Font);
        layout.Set("paper_bgcolor", PaperBGColor);
        layout.Set("plot_bgcolor", PlotBGColor);
        layout.Set("colorway", Colorway);
        layout.Set("hovermode", HoverMode);
        layout.Set("bargap", BarGap);
        layout.Set("barmode", BarMode);
        return layout;
    }

    internal static Layout Combine(Layout first, Layout second) => new() { Properties = FigureJson.Combine(first.Properties, second.Properties) };
}
