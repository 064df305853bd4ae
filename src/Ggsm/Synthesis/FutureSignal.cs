using System.Globalization;
using Ggsm.Users;

namespace Ggsm.Synthesis;

/// <summary>
/// The behavioural stream (GG-SM, data section): the month after the as-of date, aggregated by action and time bin, and
/// then sampled, is the answer to the history.
/// </summary>
public static class FutureSignal
{
    /// <summary>The time bins in order: the first seven days, and what follows.</summary>
    public static IReadOnlyList<string> Bins { get; } = ["first week", "later"];

    /// <summary>Counts equal actions within each bin: bins in order, frequent actions first.</summary>
    public static IReadOnlyList<FutureAction> Aggregate(UserProfile profile) =>
        [.. profile.Future
            .GroupBy(e => (Bin: BinOf(profile, e), e.Modality, Action: ActionOf(e)))
            .OrderBy(g => g.Key.Bin).ThenByDescending(g => g.Count()).ThenBy(g => g.Key.Modality).ThenBy(g => g.Key.Action, StringComparer.Ordinal)
            .Select(g => new FutureAction(Bins[g.Key.Bin], g.Key.Modality, g.Key.Action, g.Count()))];

    /// <summary>
    /// Draws actions without replacement, frequent ones more likely, and keeps their order. Each further action of a
    /// modality is less likely, so that a sample shows several.
    /// </summary>
    public static IReadOnlyList<FutureAction> Sample(IReadOnlyList<FutureAction> actions, int most, SeededRandom random)
    {
        var left = actions.ToList();
        var chosen = new HashSet<FutureAction>();
        var drawn = new Dictionary<Modality, int>();
        while (chosen.Count < most && left.Count > 0)
        {
            var at = random.NextIndex([.. left.Select(a => a.Count / (1.0 + drawn.GetValueOrDefault(a.Modality)))]);
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

    private static int BinOf(UserProfile profile, UserEvent userEvent) =>
        userEvent.Time < profile.AsOf + TimeSpan.FromDays(7) ? 0 : 1;

    private static string ActionOf(UserEvent userEvent) =>
        PromptTemplate.RenderEvent(userEvent with { Fields = [.. userEvent.Fields.Where(f => f.Number is null)] });
}
