namespace Plotly.NET;

/// <summary>How text is set.</summary>
public class Font : DynamicObj.DynamicObj;
