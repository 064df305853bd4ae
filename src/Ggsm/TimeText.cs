using System.Globalization;
using System.Text.RegularExpressions;

namespace Ggsm;

/// <summary>
/// The one notation of times that come in as text: a calendar date of ISO 8601 in its extended form, alone or with a time of day
/// (<c>2026-03-01</c>, <c>2026-03-01T12:30</c>, <c>2026-03-01T12:30:05.25+08:00</c>); a blank may stand for the <c>T</c>, as
/// RFC 3339 has it. Without an offset it is UTC. Seven digits of a second are kept; more of them, unless they are zeros, are refused.
/// </summary>
public static partial class TimeText
{
    /// <summary>The notation in words, to follow "expected ".</summary>
    public const string Notation = "a time of ISO 8601 such as 2026-03-01T12:00:00Z";

    private const int DigitsKept = 7;

    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];
    private static readonly string[] Samples = ["2026-11-23T19:47:58", "2025-02-01T14:31:06"];

    /// <summary>Reads a time.</summary>
    public static bool TryIso(string text, out DateTimeOffset time)
    {
        time = default;
        var match = Iso().Match(text);
        if (!match.Success)
            return false;
        var digits = match.Groups["fraction"].Value.TrimEnd('0');
        var local = match.Groups["date"].Value + (match.Groups["clock"] is { Success: true } clock ? $"T{clock.Value}" : "") + (digits.Length > 0 ? $".{digits}" : "");
        if (digits.Length > DigitsKept || !DateTime.TryParseExact(local, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
            return false;
        var offset = TimeSpan.Zero;
        if (match.Groups["sign"].Success)
        {
            offset = new TimeSpan(Number("hours"), Number("minutes"), 0) * (match.Groups["sign"].Value == "-" ? -1 : 1);
            if (Number("minutes") > 59 || offset.Duration() > TimeSpan.FromHours(14))
                return false;
        }

        var ticks = read.Ticks - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
            return false;
        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;

        int Number(string group) => match.Groups[group].Value is { Length: > 0 } found ? int.Parse(found, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Writes a time in UTC, with as many digits of a second as it has.</summary>
    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// Why a .NET pattern does not tell a time: it lacks the year, the month or the day (<c>mm</c> are minutes), or its hours run to
    /// twelve with nothing to tell morning from evening. Null where nothing is wrong with it.
    /// </summary>
    public static string? FaultOf(string pattern)
    {
        foreach (var sample in Samples.Select(s => DateTime.Parse(s, CultureInfo.InvariantCulture)))
        {
            try
            {
                var written = new DateTimeOffset(sample, TimeSpan.Zero).ToString(pattern, CultureInfo.InvariantCulture);
                if (!DateTimeOffset.TryParseExact(written, pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read))
                    return "it does not read what it writes";
                if (read.UtcDateTime.Date != sample.Date)
                    return "it does not tell year, month and day (MM is the month, mm are minutes)";
                if (read.Hour != sample.Hour && read.Hour != 0)
                    return "its hours run to twelve, and nothing tells morning from evening (HH runs to 24; tt is AM or PM)";
            }
            catch (FormatException)
            {
                return "it is no pattern of .NET";
            }
        }

        return null;
    }

    [GeneratedRegex(@"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ](?<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:(?<=:[0-9]{2}:[0-9]{2})[.,](?<fraction>[0-9]+))?(?:Z|(?<sign>[+-])(?<hours>[0-9]{2})(?::?(?<minutes>[0-9]{2}))?)?)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Iso();
}
