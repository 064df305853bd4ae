namespace Plotly.NET.LayoutObjects;

/// <summary>One colour scale for several traces.</summary>
public class ColorAxis : DynamicObj.DynamicObj;
