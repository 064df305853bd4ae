namespace Plotly.NET.LayoutObjects;

/// <summary>Named in signatures; the workbook makes none.</summary>
public class Domain : DynamicObj.DynamicObj;
