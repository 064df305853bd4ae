using System.Globalization;
using System.Text;

namespace Ggsm.Masks.Algebra;

/// <summary>
/// Draws a <see cref="MaskView"/> as text: queries in rows, keys in columns, both numbered from 0 and marked by segment. Every cell is
/// what the attention bias makes of the pair.
/// </summary>
public static class MaskDrawing
{
    private const char Closed = '·';
    private const char ClosedPadding = '×';
    private const string Half = "░▒▓";

    /// <summary>What the signs of a drawing mean, a line each.</summary>
    public static IReadOnlyList<string> Legend(MaskDrawingStyle style) =>
    [
        style == MaskDrawingStyle.Digits
            ? $"cells  # open   9 to 0 tenths of the weight, rounded down   {Closed} closed   {ClosedPadding} closed: the key is padding"
            : $"cells  █ open   ▓ ▒ ░ weight from 2/3, from 1/3, below   {Closed} closed   {ClosedPadding} closed: the key is padding",
        "marks  A anchor   u user segment   a after it   . no segment marked   + added by the recipe   p padding",
    ];

    /// <summary>What a recipe plans for the first row of an input, without the legend.</summary>
    public static string Draw(MaskRecipe recipe, MaskInput input, MaskDrawingStyle style = MaskDrawingStyle.Shades) => Draw(MaskView.Of(recipe, input), style);

    /// <summary>The drawing, without its legend.</summary>
    public static string Draw(MaskView view, MaskDrawingStyle style = MaskDrawingStyle.Shades)
    {
        var digits = (view.Length - 1).ToString(CultureInfo.InvariantCulture).Length;
        var margin = new string(' ', digits + 3);
        var text = new StringBuilder();
        for (var place = digits - 1; place >= 0; place--)
            text.AppendLine($"{margin}{Row(view, key => Digit(key, place))}".TrimEnd());
        text.AppendLine($"{margin}{Row(view, key => Mark(view, key))}");
        for (var query = 0; query < view.Length; query++)
        {
            var number = query.ToString(CultureInfo.InvariantCulture).PadLeft(digits);
            text.AppendLine($"{number} {Mark(view, query)} {Row(view, key => Cell(view, query, key, style))}");
        }

        return text.ToString().ReplaceLineEndings("\n").TrimEnd('\n');
    }

    private static string Row(MaskView view, Func<int, char> sign) =>
        string.Join(' ', Enumerable.Range(0, view.Length).Select(sign));

    private static char Digit(int number, int place)
    {
        var power = (int)Math.Pow(10, place);
        return number < power && place > 0 ? ' ' : (char)('0' + (number / power % 10));
    }

    private static char Mark(MaskView view, int position)
    {
        if (!view.IsReal(position))
            return 'p';
        if (position == view.Anchor)
            return 'A';
        if (view.IsAdded(position))
            return '+';
        return view.Segment(position) switch { null => '.', 0 => 'u', _ => 'a' };
    }

    private static char Cell(MaskView view, int query, int key, MaskDrawingStyle style)
    {
        var weight = view.Weight(query, key);
        if (weight == 0)
            return view.IsReal(key) ? Closed : ClosedPadding;
        if (weight >= 1)
            return style == MaskDrawingStyle.Digits ? '#' : '█';
        return style == MaskDrawingStyle.Digits ? (char)('0' + (int)(weight * 10)) : Half[(int)(weight * Half.Length)];
    }
}

/// <summary>How <see cref="MaskDrawing"/> shows a weight.</summary>
public enum MaskDrawingStyle
{
    /// <summary>By the darkness of the cell.</summary>
    Shades,

    /// <summary>In tenths.</summary>
    Digits,
}
