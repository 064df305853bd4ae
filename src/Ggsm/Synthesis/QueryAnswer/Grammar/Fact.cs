using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer.Grammar;

/// <summary>Something that is true of the events it was read from.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Scope">Which events it is about.</param>
/// <param name="Field">The field it is about, when it is about one.</param>
/// <param name="Gist">What cannot change without the answer becoming another one, such as the favourite; empty for a mere number.</param>
/// <param name="Slots">What it states, as text, by the names the grammar uses.</param>
public sealed record Fact(
    FactKind Kind, EventScope Scope, string? Field, string Gist, IReadOnlyDictionary<string, string> Slots)
{
    /// <summary>Whether two facts state the same.</summary>
    public bool States(Fact other) => Kind == other.Kind && Scope == other.Scope && Field == other.Field
        && Slots.Count == other.Slots.Count && Slots.All(s => other.Slots.TryGetValue(s.Key, out var value) && value == s.Value);
}

/// <summary>The kinds of facts the grammar asks for.</summary>
public enum FactKind
{
    /// <summary>How many events there are.</summary>
    Count,

    /// <summary>The most frequent value of a field.</summary>
    Favourite,

    /// <summary>The sum of a number.</summary>
    Total,

    /// <summary>The largest number, and for what.</summary>
    Largest,

    /// <summary>The past 30 days against the 30 before.</summary>
    Trend,

    /// <summary>How long ago the last event was.</summary>
    Recency,

    /// <summary>Weekends against working days.</summary>
    Rhythm,

    /// <summary>The part of the day with most events.</summary>
    Daypart,

    /// <summary>How many different values a field takes.</summary>
    Variety,

    /// <summary>A value seen only in the past 30 days, though there were events before.</summary>
    Fresh,

    /// <summary>A value seen before the past 30 days, but not in them.</summary>
    Faded,

    /// <summary>The two most frequent values against each other.</summary>
    Comparison,
}

/// <summary>
/// The events a fact is about: those of a scenario, in one modality or in all. Within a modality an event that undoes
/// another (a refund, a cancellation) is no payment or visit; it belongs only to scenarios that are about it.
/// </summary>
/// <param name="Scenario">Which events belong.</param>
/// <param name="Modality">Where; null for everywhere.</param>
public sealed record EventScope(Scenario Scenario, Modality? Modality)
{
    private const string ActionField = "action";

    private static readonly HashSet<string> Undoing = ["refund", "return", "cancel", "uninstall", "close", "remove"];

    /// <summary>The place as the grammar names it: a modality's name, or <c>all</c>.</summary>
    public string Place => Modality?.Name() ?? "all";

    /// <summary>The events of a history that belong, in order.</summary>
    public IReadOnlyList<UserEvent> Of(IEnumerable<UserEvent> history) =>
        [.. history.Where(e => (Modality is null || (e.Modality == Modality && IsDone(e))) && Scenario.Covers(e))];

    private bool IsDone(UserEvent userEvent) =>
        userEvent.Field(ActionField) is not { } action || !Undoing.Contains(action.Text) || Scenario.Keywords.Contains(action.Text);
}
