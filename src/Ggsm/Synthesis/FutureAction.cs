using Ggsm.Users;

namespace Ggsm.Synthesis;

/// <summary>One aggregated action of the future: how often a user did the same thing within a time bin.</summary>
/// <param name="Bin">The time bin, such as <c>first week</c>.</param>
/// <param name="Modality">Where.</param>
/// <param name="Action">What, in the words of the events' texts, without numbers.</param>
/// <param name="Count">How often.</param>
public sealed record FutureAction(string Bin, Modality Modality, string Action, int Count);
