namespace Plotly.NET.TraceObjects;

/// <summary>Named in signatures; the workbook makes none.</summary>
public class Pattern : DynamicObj.DynamicObj;
