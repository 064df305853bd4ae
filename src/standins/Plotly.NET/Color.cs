using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>A colour, or one colour for each item.</summary>
public sealed class Color
{
    private readonly object _value;

    private Color(object value) => _value = value;

    public static Color fromString(string c) => new(c);

    public static Color fromHex(string s) => new(s);

    public static Color fromRGB(int r, int g, int b) => new($"rgb({r}, {g}, {b})");

    public static Color fromColors(IEnumerable<Color> c) => new(c.Select(color => color._value).ToArray());

    internal JsonNode? ToJson() => FigureJson.From(_value);
}
