namespace Plotly.NET;

/// <summary>How a line or an outline is drawn.</summary>
public class Line : DynamicObj.DynamicObj;
