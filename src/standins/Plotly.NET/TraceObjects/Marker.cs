using Microsoft.FSharp.Core;

namespace Plotly.NET.TraceObjects;

/// <summary>How the points or bars of a trace are drawn.</summary>
public sealed class Marker : FigureObject
{
    public static Marker init(
        FSharpOption<Color>? Color = null,
        FSharpOption<StyleParam.Colorscale>? Colorscale = null,
        FSharpOption<Line>? Outline = null,
        FSharpOption<double>? Opacity = null,
        FSharpOption<bool>? ShowScale = null,
        FSharpOption<int>? Size = null,
        FSharpOption<IEnumerable<int>>? MultiSize = null,
        FSharpOption<StyleParam.MarkerSymbol>? Symbol = null)
    {
        var marker = new Marker();
        marker.Set("color", Color);
        marker.Set("colorscale", Colorscale);
        marker.Set("line", Outline);
        marker.Set("opacity", Opacity);
        marker.Set("showscale", ShowScale);
        marker.Set("size", Size);
        marker.Set("size", MultiSize);
        marker.Set("symbol", Symbol);
        return marker;
    }
}
