namespace Plotly.NET.LayoutObjects;

/// <summary>Named in signatures; the workbook makes none.</summary>
public class RangeSlider : DynamicObj.DynamicObj;
