using System.Globalization;

namespace Ggsm;

/// <summary>
/// The one notation of numbers that come in as text, wherever they come from: ASCII digits, a sign before them, a point, an exponent
/// (<c>0.07</c>, <c>-3</c>, <c>1e-3</c>). A decimal comma, separators of thousands, blanks, words such as <c>NaN</c>, and what is
/// beyond the range of a double (too large, or so small that it would become 0) are not in it.
/// </summary>
public static class NumberText
{
    /// <summary>The notation in words, to follow "expected ".</summary>
    public const string Notation = "a number such as 0.07 or 1e-3, with a point and without separators";

    /// <summary>The notation of whole numbers in words, to follow "expected ".</summary>
    public const string WholeNotation = "a whole number such as 1000, without separators";

    private const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads a number; it is finite.</summary>
    public static bool TryReal(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, Real, CultureInfo.InvariantCulture, out number) && double.IsFinite(number) && char.IsAsciiDigit(text[^1])
        && (number != 0 || !text[..(text.IndexOfAny('e', 'E') is >= 0 and var at ? at : text.Length)].ContainsAnyInRange('1', '9'));

    /// <summary>Reads a whole number without point and exponent.</summary>
    public static bool TryWhole(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    /// <summary>Reads a whole number that is not negative and has no sign: a count, a position, an id.</summary>
    public static bool TryCount(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
