namespace Plotly.NET.LayoutObjects;

/// <summary>The space around the plotting area, in pixels.</summary>
public class Margin : DynamicObj.DynamicObj;
