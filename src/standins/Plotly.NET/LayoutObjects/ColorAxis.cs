using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>One colour scale for several traces.</summary>
public sealed class ColorAxis : FigureObject
{
    public static ColorAxis init(
        FSharpOption<double>? CMin = null,
        FSharpOption<double>? CMid = null,
        FSharpOption<double>? CMax = null,
        FSharpOption<ColorBar>? ColorBar = null,
        FSharpOption<StyleParam.Colorscale>? ColorScale = null,
        FSharpOption<bool>? ShowScale = null,
        FSharpOption<bool>? ReverseScale = null)
    {
        var axis = new ColorAxis();
        axis.Set("cmin", CMin);
        axis.Set("cmid", CMid);
        axis.Set("cmax", CMax);
        axis.Set("colorbar", ColorBar);
        axis.Set("colorscale", ColorScale);
        axis.Set("showscale", ShowScale);
        axis.Set("reversescale", ReverseScale);
        return axis;
    }
}
