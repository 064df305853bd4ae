using System.Globalization;
using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer.Grammar;

/// <summary>Reads facts off a history. What too few events support, or what is undecided (two favourites), is no fact.</summary>
internal sealed class FactFinder
{
    private const int Month = 30;
    private const int LeastForPattern = 5;
    private const int LeastForTrend = 4;

    private readonly EventScope scope;
    private readonly DateTimeOffset asOf;
    private readonly IReadOnlyList<UserEvent> events;

    /// <param name="scope">Which events.</param>
    /// <param name="history">The history to read, oldest first.</param>
    /// <param name="asOf">The as-of date.</param>
    public FactFinder(EventScope scope, IEnumerable<UserEvent> history, DateTimeOffset asOf)
    {
        this.scope = scope;
        this.asOf = asOf;
        events = scope.Of(history);
    }

    /// <summary>What each kind of fact fills in the grammar.</summary>
    public static IReadOnlyList<string> SlotsOf(FactKind kind) => kind switch
    {
        FactKind.Count => ["number", "times"],
        FactKind.Favourite => ["field", "value", "number", "of"],
        FactKind.Total => ["field", "total", "number"],
        FactKind.Largest => ["field", "largest", "thing"],
        FactKind.Trend => ["trend", "recent", "before"],
        FactKind.Recency => ["ago"],
        FactKind.Rhythm => ["rhythm", "weekend", "number"],
        FactKind.Daypart => ["daypart", "number", "of"],
        FactKind.Variety => ["field", "number", "of"],
        FactKind.Fresh or FactKind.Faded => ["field", "value", "times"],
        FactKind.Comparison => ["field", "first", "second", "more", "fewer"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of fact"),
    };

    /// <summary>The fact of this kind, or null when the events do not bear one out.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="field">The field to take; null for the one that suits best.</param>
    public Fact? Find(FactKind kind, string? field = null) => events.Count == 0 ? null : kind switch
    {
        FactKind.Count => Make(kind, null, "", Text(events.Count), Times(events.Count)),
        FactKind.Favourite => Favourite(field ?? NamingField()),
        FactKind.Total => Total(field ?? NumberField()),
        FactKind.Largest => Largest(field ?? NumberField()),
        FactKind.Trend => Trend(),
        FactKind.Recency => Recency(),
        FactKind.Rhythm => Rhythm(),
        FactKind.Daypart => Daypart(),
        FactKind.Variety => Variety(field ?? NamingField()),
        FactKind.Fresh => Moved(kind, field ?? NamingField(), recentOnly: true),
        FactKind.Faded => Moved(kind, field ?? NamingField(), recentOnly: false),
        FactKind.Comparison => Comparison(field ?? NamingField()),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of fact"),
    };

    private Fact? Favourite(string? field)
    {
        var counts = Counts(field);
        return counts.Length > 1 && counts[0].Count > 1 && counts[0].Count > counts[1].Count
            ? Make(FactKind.Favourite, field, counts[0].Value, field!, counts[0].Value, Text(counts[0].Count), Text(counts.Sum(c => c.Count)))
            : null;
    }

    private Fact? Total(string? field)
    {
        double[] numbers = [.. Numbers(field).Select(n => n.Number)];
        return numbers.Length > 1 ? Make(FactKind.Total, field, "", field!, Text(numbers.Sum()), Text(numbers.Length)) : null;
    }

    private Fact? Largest(string? field)
    {
        var named = Numbers(field).Where(n => Naming(n.Event).Length > 0).ToArray();
        if (named.Length < 2)
            return null;
        var (number, userEvent) = named.MaxBy(n => n.Number);
        return Make(FactKind.Largest, field, "", field!, Text(number), Naming(userEvent));
    }

    private Fact? Trend()
    {
        var recent = events.Count(e => Age(e) < Month);
        var before = events.Count(e => Age(e) is >= Month and < 2 * Month);
        if (recent + before < LeastForTrend)
            return null;
        var trend = (recent - before) switch
        {
            >= 2 when 2 * recent >= 3 * before => "rising",
            <= -2 when 2 * before >= 3 * recent => "falling",
            _ => "steady",
        };
        return Make(FactKind.Trend, null, trend, trend, Text(recent), Text(before));
    }

    private Fact Recency()
    {
        var ago = (int)Age(events[^1]) switch
        {
            0 => "today",
            1 => "yesterday",
            var days => $"{Text(days)} days ago",
        };
        return Make(FactKind.Recency, null, ago, ago);
    }

    private Fact? Rhythm()
    {
        if (events.Count < LeastForPattern)
            return null;
        var weekend = events.Count(e => e.Time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
        var working = events.Count - weekend;

        // Per day: two days against five, and half as much again to count as a difference.
        var rhythm = 5 * weekend >= 3 * working ? "more at weekends" : 4 * working >= 15 * weekend ? "more on working days" : "evenly over the week";
        return Make(FactKind.Rhythm, null, rhythm, rhythm, Text(weekend), Text(events.Count));
    }

    private Fact? Daypart()
    {
        if (events.Count < LeastForPattern)
            return null;
        var counts = Ranked(events.Select(e => e.Time.Hour switch
        {
            >= 5 and < 12 => "morning",
            >= 12 and < 18 => "afternoon",
            >= 18 and < 23 => "evening",
            _ => "night",
        }));
        return counts.Length == 1 || counts[0].Count > counts[1].Count
            ? Make(FactKind.Daypart, null, counts[0].Value, counts[0].Value, Text(counts[0].Count), Text(events.Count))
            : null;
    }

    private Fact? Variety(string? field)
    {
        var counts = Counts(field);
        return counts.Length > 1 ? Make(FactKind.Variety, field, "", field!, Text(counts.Length), Text(counts.Sum(c => c.Count))) : null;
    }

    private Fact? Moved(FactKind kind, string? field, bool recentOnly)
    {
        var counts = Counts(field);
        if (counts.Length < 2 || events.All(e => Age(e) < Month) || (!recentOnly && events.All(e => Age(e) >= Month)))
            return null;
        var moved = counts.Where(c => c.Count > 1)
            .Where(c => events.Where(e => Value(e, field!) == c.Value).All(e => Age(e) < Month == recentOnly)).Take(2).ToArray();
        return moved.Length > 0 && (moved.Length == 1 || moved[0].Count > moved[1].Count)
            ? Make(kind, field, moved[0].Value, field!, moved[0].Value, Times(moved[0].Count))
            : null;
    }

    private Fact? Comparison(string? field)
    {
        var counts = Counts(field);
        return counts.Length > 1 && counts[0].Count > counts[1].Count && (counts.Length == 2 || counts[1].Count > counts[2].Count)
            ? Make(FactKind.Comparison, field, $"{counts[0].Value} before {counts[1].Value}",
                field!, counts[0].Value, counts[1].Value, Text(counts[0].Count), Text(counts[1].Count))
            : null;
    }

    private Fact Make(FactKind kind, string? field, string gist, params string[] values) =>
        new(kind, scope, field, gist, SlotsOf(kind).Zip(values).ToDictionary(s => s.First, s => s.Second));

    /// <summary>The first text field that tells events apart and repeats.</summary>
    private string? NamingField() => events
        .SelectMany(e => e.Fields).Where(f => f.Number is null).Select(f => f.Name).Distinct()
        .FirstOrDefault(name => Counts(name) is { Length: > 1 } counts && counts[0].Count > 1);

    private string? NumberField() => events
        .SelectMany(e => e.Fields).Where(f => f.Number is not null).Select(f => f.Name).FirstOrDefault();

    private IEnumerable<(double Number, UserEvent Event)> Numbers(string? field) => field is null
        ? []
        : events.Select(e => (e.Field(field)?.Number, Event: e)).Where(n => n.Number is not null).Select(n => (n.Number!.Value, n.Event));

    private (string Value, int Count)[] Counts(string? field) =>
        field is null ? [] : Ranked(events.Select(e => Value(e, field)).Where(v => v.Length > 0));

    private static (string Value, int Count)[] Ranked(IEnumerable<string> values) =>
        [.. values.GroupBy(v => v).Select(g => (g.Key, g.Count())).OrderByDescending(g => g.Item2).ThenBy(g => g.Key, StringComparer.Ordinal)];

    private static string Value(UserEvent userEvent, string field) =>
        userEvent.Field(field) is { Number: null } value ? PromptTemplate.Clean(value.Text) : "";

    private static string Naming(UserEvent userEvent) =>
        PromptTemplate.Clean(userEvent.Fields.FirstOrDefault(f => f.Number is null).Text ?? "");

    private double Age(UserEvent userEvent) => (asOf - userEvent.Time).TotalDays;

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Times(int count) => count switch
    {
        1 => "once",
        2 => "twice",
        _ => $"{Text(count)} times",
    };
}
