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
    private readonly Dictionary<string, string[]> values = [];
    private readonly Dictionary<string, (string Value, int Count)[]> counts = [];
    private string? namingField;
    private bool isNamingFieldKnown;

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
        var found = Counts(field);
        return found.Length > 1 && found[0].Count > 1 && found[0].Count > found[1].Count
            ? Make(FactKind.Favourite, field, found[0].Value, field!, found[0].Value, Text(found[0].Count), Text(found.Sum(c => c.Count)))
            : null;
    }

    private Fact? Total(string? field)
    {
        double[] numbers = [.. Numbers(field).Select(n => n.Number)];
        return numbers.Length > 1 && numbers.Length == events.Count ? Make(FactKind.Total, field, "", field!, Text(numbers.Sum()), Text(numbers.Length)) : null;
    }

    private Fact? Largest(string? field)
    {
        var named = Numbers(field).Where(n => Naming(n.Event).Length > 0).ToArray();
        if (named.Length < 2 || named.Length < events.Count)
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
        var parts = Ranked(events.Select(e => e.Time.Hour switch
        {
            >= 5 and < 12 => "morning",
            >= 12 and < 18 => "afternoon",
            >= 18 and < 23 => "evening",
            _ => "night",
        }));
        return parts.Length == 1 || parts[0].Count > parts[1].Count
            ? Make(FactKind.Daypart, null, parts[0].Value, parts[0].Value, Text(parts[0].Count), Text(events.Count))
            : null;
    }

    private Fact? Variety(string? field)
    {
        var found = Counts(field);
        return found.Length > 1 ? Make(FactKind.Variety, field, "", field!, Text(found.Length), Text(found.Sum(c => c.Count))) : null;
    }

    private Fact? Moved(FactKind kind, string? field, bool recentOnly)
    {
        var found = Counts(field);
        if (found.Length < 2 || events.All(e => Age(e) < Month) || (!recentOnly && events.All(e => Age(e) >= Month)))
            return null;
        var moved = found.Where(c => c.Count > 1)
            .Where(c => events.Zip(Values(field!)).Where(e => e.Second == c.Value).All(e => Age(e.First) < Month == recentOnly)).Take(2).ToArray();
        return moved.Length > 0 && (moved.Length == 1 || moved[0].Count > moved[1].Count)
            ? Make(kind, field, moved[0].Value, field!, moved[0].Value, Times(moved[0].Count))
            : null;
    }

    private Fact? Comparison(string? field)
    {
        var found = Counts(field);
        return found.Length > 1 && found[0].Count > found[1].Count && (found.Length == 2 || found[1].Count > found[2].Count)
            ? Make(FactKind.Comparison, field, $"{found[0].Value} before {found[1].Value}",
                field!, found[0].Value, found[1].Value, Text(found[0].Count), Text(found[1].Count))
            : null;
    }

    private Fact Make(FactKind kind, string? field, string gist, params string[] values) =>
        new(kind, scope, field, gist, SlotsOf(kind).Zip(values).ToDictionary(s => s.First, s => s.Second));

    /// <summary>The first text field that tells events apart and repeats.</summary>
    private string? NamingField()
    {
        if (!isNamingFieldKnown)
        {
            namingField = events
                .SelectMany(e => e.Fields).Where(f => f.Number is null).Select(f => f.Name).Distinct()
                .FirstOrDefault(name => Counts(name) is { Length: > 1 } found && found[0].Count > 1);
            isNamingFieldKnown = true;
        }

        return namingField;
    }

    private string? NumberField() => events
        .SelectMany(e => e.Fields).Where(f => f.Number is not null).Select(f => f.Name).FirstOrDefault();

    private IEnumerable<(double Number, UserEvent Event)> Numbers(string? field) => field is null
        ? []
        : events.Select(e => (e.Field(field)?.Number, Event: e)).Where(n => n.Number is not null).Select(n => (n.Number!.Value, n.Event));

    private (string Value, int Count)[] Counts(string? field)
    {
        if (field is null)
            return [];
        if (!counts.TryGetValue(field, out var found))
            counts[field] = found = Ranked(Values(field).Where(v => v.Length > 0));
        return found;
    }

    /// <summary>The field's text in each event; empty where it has none.</summary>
    private string[] Values(string field)
    {
        if (!values.TryGetValue(field, out var found))
            values[field] = found = [.. events.Select(e => e.Field(field) is { Number: null } value ? PromptTemplate.Clean(value.Text) : "")];
        return found;
    }

    private static (string Value, int Count)[] Ranked(IEnumerable<string> values) =>
        [.. values.CountBy(v => v).Select(c => (c.Key, c.Value)).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal)];

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
