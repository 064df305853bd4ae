using System.Text.Json.Nodes;
using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>A part of a figure, held as the JSON object that plotly.js reads.</summary>
public abstract class FigureObject
{
    internal JsonObject Properties { get; set; } = [];

    /// <summary>Sets a property, or leaves it as it is when there is no value.</summary>
    internal void Set(string name, JsonNode? value)
    {
        if (value is not null) Properties[name] = value;
    }

    internal void Set<T>(string name, FSharpOption<T>? option)
    {
        if (option is not null) Properties[name] = FigureJson.From(option.Value);
    }
}
