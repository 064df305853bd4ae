namespace Plotly.NET;

/// <summary>The title of a chart, an axis or a colour bar.</summary>
public class Title : DynamicObj.DynamicObj;
