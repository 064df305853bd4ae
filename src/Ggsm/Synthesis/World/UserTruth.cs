namespace Ggsm.Synthesis.World;

/// <summary>What is true of a generated user and never shown to a model.</summary>
/// <param name="Id">The user.</param>
/// <param name="Traits">What drives behaviour.</param>
/// <param name="Tasks">By task, why the label is what it is.</param>
/// <param name="Relabelled">
/// Indices into the history of the events that a later one turns round: where looking forward helps. Empty for the controls
/// in which voids mean nothing; for the shuffled control, of the order that was true before.
/// </param>
public sealed record UserTruth(
    string Id, UserTraits Traits, IReadOnlyDictionary<string, TaskTruth> Tasks, IReadOnlyList<int> Relabelled);
