using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer.Grammar;

/// <summary>The events a fact is about: those of a scenario, in one modality or in all.</summary>
/// <param name="Scenario">Which events belong.</param>
/// <param name="Modality">Where; null for everywhere.</param>
public sealed record EventScope(Scenario Scenario, Modality? Modality)
{
    /// <summary>The place as the grammar names it: a modality's name, or <c>all</c>.</summary>
    public string Place => Modality?.Name() ?? "all";

    /// <summary>The events of a history that belong, in order.</summary>
    public IReadOnlyList<UserEvent> Of(IEnumerable<UserEvent> history) =>
        [.. history.Where(e => (Modality is null || e.Modality == Modality) && Scenario.Covers(e))];
}
