using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>The space around the plotting area, in pixels.</summary>
public sealed class Margin : FigureObject
{
    public static Margin init<TLeft, TRight, TTop, TBottom, TPad, TAutoexpand>(
        FSharpOption<TLeft>? Left = null,
        FSharpOption<TRight>? Right = null,
        FSharpOption<TTop>? Top = null,
        FSharpOption<TBottom>? Bottom = null,
        FSharpOption<TPad>? Pad = null,
        FSharpOption<TAutoexpand>? Autoexpand = null)
    {
        var margin = new Margin();
        margin.Set("l", Left);
        margin.Set("r", Right);
        margin.Set("t", Top);
        margin.Set("b", Bottom);
        margin.Set("pad", Pad);
        margin.Set("autoexpand", Autoexpand);
        return margin;
    }
}
