namespace Ggsm.Decoder;

/// <summary>
/// When an event happened, seen from the as-of date: its age on a logarithmic scale from an hour to a year, the day of the week and
/// the time of day.
/// </summary>
public static class TimeFeatures
{
    private const int AgeKnots = 14;
    private const int WeekDays = 7;

    /// <summary>Features of a time.</summary>
    public const int Size = AgeKnots + WeekDays + 2;

    /// <summary>Adds the features of a time to zeros.</summary>
    /// <param name="age">From the event to the as-of date.</param>
    /// <param name="time">The event's time.</param>
    /// <param name="features"><see cref="Size"/> zeros.</param>
    public static void Write(TimeSpan age, DateTimeOffset time, Span<float> features)
    {
        LinearSplineBasis.Write(Math.Log2(1 + Math.Max(0, age.TotalHours)), features[..AgeKnots]);
        features[AgeKnots + (int)time.DayOfWeek] = 1;
        var (sine, cosine) = Math.SinCos(2 * Math.PI * time.TimeOfDay.TotalDays);
        features[AgeKnots + WeekDays] = (float)sine;
        features[AgeKnots + WeekDays + 1] = (float)cosine;
    }
}
