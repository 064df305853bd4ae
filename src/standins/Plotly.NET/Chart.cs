using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>Style functions of the F# API that the C# API has no call for.</summary>
public class Chart
{
    internal Chart()
    {
    }

    /// <summary>Draws the chart's traces with the colour axis of the given number.</summary>
    public static FSharpFunc<GenericChart, GenericChart> withColorAxisAnchor(int id)
    {
        string axis = id < 2 ? "coloraxis" : $"coloraxis{id}";
        return FuncConvert.FromFunc<GenericChart, GenericChart>(chart => chart.MapTraces((trace, _) => trace.With(copy => copy.SetProperty("coloraxis", axis))));
    }
}
