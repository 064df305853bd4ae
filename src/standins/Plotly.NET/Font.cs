using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>How text is set.</summary>
public sealed class Font : FigureObject
{
    public static Font init(
        FSharpOption<StyleParam.FontFamily>? Family = null,
        FSharpOption<double>? Size = null,
        FSharpOption<Color>? Color = null)
    {
        var font = new Font();
        font.Set("family", Family);
        font.Set("size", Size);
        font.Set("color", Color);
        return font;
    }
}
