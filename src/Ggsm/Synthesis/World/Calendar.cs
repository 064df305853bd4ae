namespace Ggsm.Synthesis.World;

/// <summary>When one user does things: weekly rhythm, trend and life events over the history and the month after.</summary>
internal sealed class Calendar
{
    private const int MostTries = 30;
    private const double Ceiling = 3;
    private const double TrendStrength = 0.8;

    private readonly UserTraits traits;
    private readonly int earliestHour;
    private readonly DateTimeOffset start;
    private readonly int days;

    public Calendar(UserTraits traits, DateTimeOffset start, int days, SeededRandom random)
    {
        this.traits = traits;
        this.start = start;
        this.days = days;
        earliestHour = 6 + random.NextInt(4);
        Life = LifeEvent.Draw(days, random);
    }

    public LifeEvent? Life { get; }

    /// <summary>A time between two days, likelier on days that suit the theme.</summary>
    public DateTimeOffset Draw(Theme? theme, int from, int until, SeededRandom random)
    {
        var weekend = traits.Weekend * (theme?.Weekend ?? 1);
        var factor = 1.0;
        if (theme is not null && Life is not null && Life.Factors.TryGetValue(theme.Task, out var changed))
            factor = changed;
        var day = from;
        for (var i = 0; i < MostTries; i++)
        {
            day = from + random.NextInt(until - from);
            var weight = Trend(day) * (IsWeekend(day) ? weekend : 1) * (Life is { } life && day >= life.FirstDay && day <= life.LastDay ? factor : 1);
            if (random.NextBool(weight / Ceiling))
                break;
        }

        return TimeOn(day, random);
    }

    /// <summary>A time of a day, two hours at least before midnight.</summary>
    public DateTimeOffset TimeOn(int day, SeededRandom random) =>
        start.AddTicks((TimeSpan.TicksPerDay * day) + (TimeSpan.TicksPerMinute * ((60 * (earliestHour + random.NextInt(7) + random.NextInt(7))) + random.NextInt(60))));

    /// <summary>How active the time between two days is, against the whole.</summary>
    public double Share(int from, int until) => Trend((from + until) / 2.0) * (until - from) / days;

    /// <summary>Whether the user lives elsewhere by then, with other favourites.</summary>
    public bool HasMovedBefore(DateTimeOffset time) => Life is { Moves: true } life && time >= start.AddDays(life.FirstDay);

    private bool IsWeekend(int day) => (DayOfWeek)(((int)start.DayOfWeek + day) % 7) is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private double Trend(double day) => 1 + (traits.Trend * TrendStrength * ((2 * day / days) - 1));
}
