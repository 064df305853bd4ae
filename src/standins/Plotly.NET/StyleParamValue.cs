using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>One of the named values that plotly.js knows for a property.</summary>
public abstract class StyleParamValue
{
    private readonly object _value;

    private protected StyleParamValue(object value) => _value = value;

    public override string ToString() => _value.ToString()!;

    internal virtual JsonNode? ToJson() => FigureJson.From(_value);
}
