using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>The legend of a colour scale.</summary>
public sealed class ColorBar : FigureObject
{
    public static ColorBar init<TickTextType, TickValsType>(
        FSharpOption<double>? Len = null,
        FSharpOption<double>? Thickness = null,
        FSharpOption<IEnumerable<TickTextType>>? TickText = null,
        FSharpOption<IEnumerable<TickValsType>>? TickVals = null,
        FSharpOption<Title>? Title = null)
        where TickTextType : IConvertible
        where TickValsType : IConvertible
    {
        var bar = new ColorBar();
        bar.Set("len", Len);
        bar.Set("thickness", Thickness);
        bar.Set("ticktext", TickText);
        bar.Set("tickvals", TickVals);
        bar.Set("title", Title);
        return bar;
    }
}
