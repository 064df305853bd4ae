using System.Globalization;
using System.Text;

namespace Ggsm.Notebooks;

/// <summary>Names positions on an axis: by number and token while they can be read, by number alone beyond.</summary>
internal static class PositionLabels
{
    internal const int MostNamed = 32;

    internal static bool CanBeNamed(IReadOnlyCollection<int> positions) => positions.Count <= MostNamed;

    internal static string[] Of(IReadOnlyList<int> positions, IReadOnlyList<string>? tokens)
        => [.. positions.Select(position => CanBeNamed(positions) && tokens is not null && position < tokens.Count
            ? $"{position} {Readable(tokens[position])}"
            : position.ToString(CultureInfo.InvariantCulture))];

    private static string Readable(string token)
    {
        var text = new StringBuilder();
        foreach (char c in FigureStyle.Short(token, 12))
        {
            text.Append(c switch
            {
                ' ' => "␣",
                '<' => "&lt;",
                '>' => "&gt;",
                _ when char.IsControl(c) => "·",
                _ => c.ToString(),
            });
        }

        return text.ToString();
    }
}
