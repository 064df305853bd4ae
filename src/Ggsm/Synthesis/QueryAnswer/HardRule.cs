namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>Something hard pairs have in common, told to the writer of further pairs.</summary>
/// <param name="Text">The rule as a sentence; it goes into a language model's prompt.</param>
/// <param name="Feature">The feature it is about, for the grammar; null when a language model found the rule.</param>
/// <param name="Lift">How much more often a pair with the feature is hard than a pair at large.</param>
public sealed record HardRule(string Text, string? Feature = null, double Lift = 1);
