namespace Ggsm.Synthesis.World;

/// <summary>How well one task can be answered at all.</summary>
/// <param name="Task">The task.</param>
/// <param name="PositiveRate">The share of positive labels.</param>
/// <param name="Best">Ranking by the probability that the latents give: no reader can do better. Null when all labels are the same.</param>
/// <param name="OrderFree">Ranking by what the best reader would say that sees everything but the order of events.</param>
public sealed record TaskReport(string Task, double PositiveRate, BayesAuc? Best, BayesAuc? OrderFree);
