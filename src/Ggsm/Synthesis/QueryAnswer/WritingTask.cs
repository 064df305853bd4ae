using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>One pair to be written.</summary>
/// <param name="User">About whom.</param>
/// <param name="Scenario">From which scenario.</param>
/// <param name="Variation">Tells pairs of one user and scenario apart, from 0.</param>
/// <param name="Rules">What makes pairs hard; empty while that is not known.</param>
/// <param name="Earlier">Questions already asked about this user.</param>
public sealed record WritingTask(
    UserProfile User, Scenario Scenario, int Variation, IReadOnlyList<HardRule> Rules, IReadOnlyList<string> Earlier);
