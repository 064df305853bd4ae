namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>A written pair whose difficulty is known.</summary>
/// <param name="UserId">About whom.</param>
/// <param name="ScenarioId">From which scenario.</param>
/// <param name="Draft">Question and answer.</param>
/// <param name="Difficulty">S_d.</param>
public sealed record ProbedPair(string UserId, string ScenarioId, Draft Draft, double Difficulty);
