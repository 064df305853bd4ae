namespace Plotly.NET.LayoutObjects;

/// <summary>Named in signatures; the workbook makes none.</summary>
public sealed class RangeSlider : FigureObject
{
    private RangeSlider()
    {
    }
}
