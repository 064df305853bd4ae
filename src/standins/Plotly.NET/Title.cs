using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>The title of a chart, an axis or a colour bar.</summary>
public sealed class Title : FigureObject
{
    public static Title init(
        FSharpOption<string>? Text = null,
        FSharpOption<Font>? Font = null,
        FSharpOption<double>? X = null,
        FSharpOption<StyleParam.XAnchorPosition>? XAnchor = null,
        FSharpOption<string>? XRef = null,
        FSharpOption<double>? Y = null,
        FSharpOption<StyleParam.YAnchorPosition>? YAnchor = null,
        FSharpOption<string>? YRef = null,
        FSharpOption<int>? Standoff = null,
        FSharpOption<StyleParam.Side>? Side = null)
    {
        var title = new Title();
        title.Set("text", Text);
        title.Set("font", Font);
        title.Set("x", X);
        title.Set("xanchor", XAnchor);
        title.Set("xref", XRef);
        title.Set("y", Y);
        title.Set("yanchor", YAnchor);
        title.Set("yref", YRef);
        title.Set("standoff", Standoff);
        title.Set("side", Side);
        return title;
    }
}
