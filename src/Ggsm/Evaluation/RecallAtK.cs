namespace Ggsm.Evaluation;

/// <summary>The share of queries whose right answer is among the K best.</summary>
/// <param name="K">How many answers are looked at.</param>
/// <param name="Recall">The share found, in 0..1.</param>
/// <param name="Chance">The share that random order finds: K of all candidates, which are the different answers.</param>
public sealed record RecallAtK(int K, double Recall, double Chance);
