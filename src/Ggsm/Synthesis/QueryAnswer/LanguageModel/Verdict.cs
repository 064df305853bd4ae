namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>What a language model says about a draft.</summary>
/// <param name="Decision"><c>keep</c>, <c>rewrite</c> or <c>reject</c>.</param>
/// <param name="Answer">The corrected answer of a rewrite.</param>
/// <param name="Reason">Why.</param>
/// <param name="Claims">The counts that the final answer states.</param>
internal sealed record Verdict(string Decision, string Answer, string Reason, IReadOnlyList<CountClaim> Claims);
