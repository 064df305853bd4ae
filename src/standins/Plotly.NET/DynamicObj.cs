using System.Text.Json.Nodes;
using Plotly.NET;

namespace DynamicObj;

/// <summary>A part of a figure, held as the JSON object that plotly.js reads.</summary>
public class DynamicObj
{
    internal JsonObject Json { get; set; } = [];

    /// <summary>Sets a property by the name plotly.js gives it.</summary>
    public void SetProperty(string propertyName, object propertyValue) => Json[propertyName] = FigureJson.From(propertyValue);
}
