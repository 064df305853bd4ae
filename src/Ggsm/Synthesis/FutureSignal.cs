using System.Globalization;
using Ggsm.Users;

namespace Ggsm.Synthesis;

/// <summary>
/// The behavioural stream (GG-SM, data section): the month after the as-of date, aggregated by action and time bin, and
/// then sampled, is the answer to the history.
/// </summary>
public static class FutureSignal
{
    private const double DaysOfBin = 7;

    /// <summary>The names of the time bins, in order.</summary>
    public static IReadOnlyList<string> NamesOf(FutureBins bins) => bins switch
    {
        FutureBins.FirstWeek => ["first week", "later"],
        FutureBins.Weeks => ["first week", "second week", "third week", "fourth week", "later"],
        FutureBins.Month => ["month"],
        _ => throw new ArgumentOutOfRangeException(nameof(bins), bins, "not a division of the month"),
    };

    /// <summary>Counts equal actions within each bin: bins in order, frequent actions first.</summary>
    public static IReadOnlyList<FutureAction> Aggregate(UserProfile profile, FutureBins bins = FutureBins.FirstWeek)
    {
        var names = NamesOf(bins);
        return [.. profile.Future
            .GroupBy(e => (Bin: Math.Min((int)((e.Time - profile.AsOf).TotalDays / DaysOfBin), names.Count - 1), e.Modality, Action: ActionOf(e)))
            .OrderBy(g => g.Key.Bin).ThenByDescending(g => g.Count()).ThenBy(g => g.Key.Modality).ThenBy(g => g.Key.Action, StringComparer.Ordinal)
            .Select(g => new FutureAction(names[g.Key.Bin], g.Key.Modality, g.Key.Action, g.Count()))];
    }

    /// <summary>Draws actions without replacement and keeps their order.</summary>
    /// <param name="actions">All that may be drawn.</param>
    /// <param name="most">How many are drawn at most.</param>
    /// <param name="random">Decides.</param>
    /// <param name="frequency">How much likelier frequent actions are: 0 not at all, 1 in proportion to their counts.</param>
    /// <param name="diversity">
    /// How much each further action of a modality is less likely, so that a sample shows several: its weight is divided by
    /// 1 + diversity · actions drawn from the modality. 0 has no regard to modalities.
    /// </param>
    public static IReadOnlyList<FutureAction> Sample(
        IReadOnlyList<FutureAction> actions, int most, SeededRandom random, double frequency = 1, double diversity = 1)
    {
        var left = actions.ToList();
        var chosen = new HashSet<FutureAction>();
        var drawn = new Dictionary<Modality, int>();
        while (chosen.Count < most && left.Count > 0)
        {
            var at = random.NextIndex([.. left.Select(a => (1 - frequency + (frequency * a.Count)) / (1 + (diversity * drawn.GetValueOrDefault(a.Modality))))]);
            drawn[left[at].Modality] = drawn.GetValueOrDefault(left[at].Modality) + 1;
            chosen.Add(left[at]);
            left.RemoveAt(at);
        }

        return [.. actions.Where(chosen.Contains)];
    }

    /// <summary>Writes actions as an answer, such as <c>first week: bill noodles x3; search jazz; later: app music</c>.</summary>
    public static string Render(IReadOnlyList<FutureAction> actions)
    {
        var parts = new List<string>();
        string? bin = null;
        foreach (var action in actions)
        {
            var times = action.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" x{action.Count}") : "";
            parts.Add($"{(action.Bin == bin ? "" : action.Bin + ": ")}{action.Modality.Name()} {action.Action}{times}");
            bin = action.Bin;
        }

        return parts.Count > 0 ? string.Join("; ", parts) : "nothing";
    }

    private static string ActionOf(UserEvent userEvent) =>
        PromptTemplate.RenderEvent(userEvent with { Fields = [.. userEvent.Fields.Where(f => f.Number is null)] });
}

/// <summary>How the month after the as-of date is divided.</summary>
public enum FutureBins
{
    /// <summary>The first seven days, and what follows.</summary>
    FirstWeek,

    /// <summary>Four weeks, and what follows.</summary>
    Weeks,

    /// <summary>All of it as one.</summary>
    Month,
}

/// <summary>One aggregated action of the future: how often a user did the same thing within a time bin.</summary>
/// <param name="Bin">The time bin, such as <c>first week</c>.</param>
/// <param name="Modality">Where.</param>
/// <param name="Action">What, in the words of the events' texts, without numbers.</param>
/// <param name="Count">How often.</param>
public sealed record FutureAction(string Bin, Modality Modality, string Action, int Count);
