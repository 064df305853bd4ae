using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer.Grammar;

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
