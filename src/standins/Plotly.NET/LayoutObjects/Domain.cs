namespace Plotly.NET.LayoutObjects;

/// <summary>Named in signatures; the workbook makes none.</summary>
public sealed class Domain : FigureObject
{
    private Domain()
    {
    }
}
