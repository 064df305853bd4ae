using System.Text.Json.Nodes;

namespace Plotly.NET;

/// <summary>A colour, or one colour for each item.</summary>
public sealed class Color
{
    private readonly object _value;

    private Color(object value) => _value = value;

    public static Color fromString(string c) => new(c);

    /// <param name="s">Six hexadecimal digits, with or without a leading <c>#</c> or <c>0x</c>.</param>
    public static Color fromHex(string s)
    {
        string digits = s.StartsWith('#') ? s[1..] : s.StartsWith("0x", StringComparison.Ordinal) ? s[2..] : s;
        if (digits.Length != 6) throw new FormatException($"'{s}' is not a colour of six hexadecimal digits.");
        byte[] channels = Convert.FromHexString(digits);
        return fromRGB(channels[0], channels[1], channels[2]);
    }

    public static Color fromRGB(int r, int g, int b) => new($"rgba({r}, {g}, {b}, 1.0)");

    public static Color fromColors(IEnumerable<Color> c) => new(c.Select(color => color._value).ToArray());

    internal JsonNode? ToJson() => FigureJson.From(_value);
}
