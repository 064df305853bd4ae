namespace Ggsm.Users;

/// <summary>
/// A user as seen at the as-of date: what happened before it, optionally what happened after it, and labels.
/// Histories usually span 90 days and futures one month (GG-SM, data section), but nothing here depends on it.
/// </summary>
/// <param name="Id">Names the user within a data set; never rendered into a prompt.</param>
/// <param name="AsOf">The moment between history and future.</param>
/// <param name="History">Events before <paramref name="AsOf"/>, oldest first.</param>
/// <param name="Tabular">Facts and aggregates known at <paramref name="AsOf"/>.</param>
/// <param name="Future">Events at or after <paramref name="AsOf"/>, oldest first; empty when unknown.</param>
/// <param name="Labels">Answers to named yes/no questions about the user, 1 for yes; empty when unknown.</param>
public sealed record UserProfile(
    string Id,
    DateTimeOffset AsOf,
    IReadOnlyList<UserEvent> History,
    IReadOnlyList<EventField> Tabular,
    IReadOnlyList<UserEvent> Future,
    IReadOnlyDictionary<string, int> Labels)
{
    /// <summary>The paper's window of history, 90 days.</summary>
    public static TimeSpan HistoryWindow { get; } = TimeSpan.FromDays(90);

    /// <summary>The paper's window of the future, one month (30 days).</summary>
    public static TimeSpan FutureWindow { get; } = TimeSpan.FromDays(30);

    /// <summary>The history of one modality, oldest first.</summary>
    public IEnumerable<UserEvent> Events(Modality modality) => History.Where(e => e.Modality == modality);

    /// <summary>
    /// Divides a user's events at <paramref name="asOf"/> into the history before it and the future from it on,
    /// each within its window and sorted by time (events of equal time keep their order).
    /// </summary>
    /// <param name="id">The user.</param>
    /// <param name="events">All events, in any order.</param>
    /// <param name="asOf">The as-of date.</param>
    /// <param name="history">How far back history reaches; <see cref="HistoryWindow"/> when null.</param>
    /// <param name="future">How far the future reaches; <see cref="FutureWindow"/> when null.</param>
    public static UserProfile Split(
        string id, IEnumerable<UserEvent> events, DateTimeOffset asOf, TimeSpan? history = null, TimeSpan? future = null)
    {
        var from = asOf - (history ?? HistoryWindow);
        var until = asOf + (future ?? FutureWindow);
        var sorted = events.Where(e => e.Time >= from && e.Time < until).OrderBy(e => e.Time).ToArray();
        return new UserProfile(
            id,
            asOf,
            [.. sorted.Where(e => e.Time < asOf)],
            [],
            [.. sorted.Where(e => e.Time >= asOf)],
            new Dictionary<string, int>());
    }
}
