using System.Globalization;

namespace StateBasedScheduling.Curves;

/// <summary>
/// The text form of curves: values at slots 0, 1, 2, ... with blanks between them, and how the curve goes on after the last one.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>0 2 5 +3/2</c>: on from 5 at three tasks in two slots, rounded down, so 0 2 5 6 8 9 11 ...;</item>
/// <item><c>0 0 0 1 +1</c>: on from 1 at one task a slot;</item>
/// <item><c>0 4</c>: stays at 4 for ever;</item>
/// <item><c>0 2 (5 5 6 +3)</c>: what stands in brackets repeats, 3 more each time, so 0 2 5 5 6 8 8 9 11 ...; every curve can be written so;</item>
/// <item><c>0 4 inf</c>: infinity from slot 2 on.</item>
/// </list>
/// </remarks>
public static class CurveText
{
    private const string Example = "expected values at slots 0, 1, ... and how they go on, such as \"0 2 5 +3/2\"";

    /// <summary>Far enough from the end of 64 bits that a million slots of it can be added up.</summary>
    private const long Largest = 1L << 40;

    /// <summary>Reads a curve.</summary>
    /// <exception cref="FormatException">The text is no curve; the message says why.</exception>
    public static Curve Read(string text)
    {
        try
        {
            return text.Contains('(', StringComparison.Ordinal) ? ReadRepeating(text) : ReadAffine(Words(text));
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    internal static string Write(Curve curve)
    {
        var start = curve.Length - curve.Period;
        for (var from = start; from < start + curve.Period && curve.Increment > 0; from++)
        {
            if (Enumerable.Range(0, curve.Period).All(j => curve[from + j] == curve[from] + (j * curve.Increment / curve.Period)))
                return $"{Values(curve, 0, from + 1)} +{curve.Increment}{(curve.Period == 1 ? "" : $"/{curve.Period}")}";
        }

        if (curve.Period == 1)
            return Values(curve, 0, curve.Length);
        return $"{(start == 0 ? "" : Values(curve, 0, start) + " ")}({Values(curve, start, curve.Length)} +{curve.Increment})";
    }

    private static string Values(Curve curve, int from, int to) => string.Join(
        ' ', Enumerable.Range(from, to - from).Select(t => curve[t] == Curve.Infinity ? "inf" : curve[t].ToString(CultureInfo.InvariantCulture)));

    private static Curve ReadAffine(string[] words)
    {
        if (words.Length == 0 || words[0].StartsWith('+'))
            throw new FormatException($"there are no values; {Example}.");
        if (!words[^1].StartsWith('+'))
            return new Curve([.. words.Select(Value)]);

        var values = words.SkipLast(1).Select(Value).ToArray();
        var parts = words[^1][1..].Split('/');
        if (parts.Length > 2 || !Count(parts[0], out var increment) || !Count(parts.Length == 2 ? parts[1] : "1", out var period) || period is < 1 or > Curve.MostValues)
            throw new FormatException($"\"{words[^1]}\" does not say how the curve goes on; expected +p or +p/q with whole numbers, such as +3/2.");
        RequireFinite(values, words[^1]);
        return new Curve([.. values, .. Enumerable.Range(1, (int)period - 1).Select(j => values[^1] + (j * increment / period))], (int)period, increment);
    }

    private static Curve ReadRepeating(string text)
    {
        var parts = text.Trim().Split('(');
        if (parts.Length != 2 || !parts[1].EndsWith(')'))
            throw new FormatException($"\"{text.Trim()}\" does not end with one pair of brackets, such as 0 2 (5 5 6 +3).");
        var block = Words(parts[1][..^1]);
        if (block.Length < 2 || !block[^1].StartsWith('+') || !Count(block[^1][1..], out var increment))
            throw new FormatException($"\"({parts[1]}\" does not say how much is added each time; expected values and +p, such as (5 5 6 +3).");
        var repeated = block.SkipLast(1).Select(Value).ToArray();
        RequireFinite(repeated, block[^1]);
        return new Curve([.. Words(parts[0]).Select(Value), .. repeated], repeated.Length, increment);
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static void RequireFinite(long[] values, string tail)
    {
        if (values[^1] == Curve.Infinity)
            throw new FormatException($"after inf nothing can follow, and \"{tail}\" does.");
    }

    private static long Value(string word) =>
        word == "inf" ? Curve.Infinity
        : long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value is > -Largest and < Largest ? value
        : throw new FormatException($"\"{word}\" is no value; {Example}.");

    private static bool Count(string word, out long count) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count < Largest;
}
