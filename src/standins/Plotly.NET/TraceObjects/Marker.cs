namespace Plotly.NET.TraceObjects;

/// <summary>How the points or bars of a trace are drawn.</summary>
public class Marker : DynamicObj.DynamicObj;
