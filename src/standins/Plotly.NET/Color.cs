using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>A colour, in the words of CSS.</summary>
public sealed class Color
{
    private readonly string _value;

    private Color(string value) => _value = value;

    public static Color fromString(string c) => new(c);

    internal JsonNode ToJson() => _value;
}
