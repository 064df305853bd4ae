namespace Plotly.NET;

/// <summary>The legend of a colour scale.</summary>
public class ColorBar : DynamicObj.DynamicObj;
