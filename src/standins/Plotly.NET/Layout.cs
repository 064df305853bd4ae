namespace Plotly.NET;

/// <summary>Everything of a figure that is not data: axes, titles, size, colours.</summary>
public class Layout : DynamicObj.DynamicObj
{
    internal static Layout Combine(Layout first, Layout second) => new() { Json = FigureJson.Combine(first.Json, second.Json) };
}
