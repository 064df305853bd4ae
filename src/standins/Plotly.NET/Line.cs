using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>How a line or an outline is drawn.</summary>
public sealed class Line : FigureObject
{
    public static Line init(
        FSharpOption<Color>? Color = null,
        FSharpOption<StyleParam.DrawingStyle>? Dash = null,
        FSharpOption<double>? Width = null)
    {
        var line = new Line();
        line.Set("color", Color);
        line.Set("dash", Dash);
        line.Set("width", Width);
        return line;
    }
}
