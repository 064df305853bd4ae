namespace Plotly.NET.TraceObjects;

/// <summary>Named in signatures; the workbook makes none.</summary>
public sealed class Cumulative : FigureObject
{
    private Cumulative()
    {
    }
}
