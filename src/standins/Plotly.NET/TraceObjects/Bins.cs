namespace Plotly.NET.TraceObjects;

/// <summary>Named in signatures; the workbook makes none.</summary>
public sealed class Bins : FigureObject
{
    private Bins()
    {
    }
}
