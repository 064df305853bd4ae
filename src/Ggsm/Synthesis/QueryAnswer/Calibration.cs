namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>What the first three steps found: pairs of known difficulty, the threshold, and the rules of the hard ones.</summary>
/// <param name="Pairs">The calibration set, in the order it was written.</param>
/// <param name="Threshold">T_filter: pairs of at least this difficulty are hard.</param>
/// <param name="Histogram">The difficulties of the set.</param>
/// <param name="Rules">What hard pairs have in common.</param>
/// <param name="Relevance">How far scenarios set users apart.</param>
/// <param name="Rejected">Drafts that could not be used.</param>
public sealed record Calibration(
    IReadOnlyList<ProbedPair> Pairs,
    double Threshold,
    DifficultyHistogram Histogram,
    IReadOnlyList<HardRule> Rules,
    ScenarioRelevance Relevance,
    Rejections Rejected)
{
    /// <summary>Pairs at or above the threshold.</summary>
    public int Hard => Pairs.Count(p => p.Difficulty >= Threshold);
}

/// <summary>A written pair whose difficulty is known.</summary>
/// <param name="UserId">About whom.</param>
/// <param name="ScenarioId">From which scenario.</param>
/// <param name="Draft">Question and answer.</param>
/// <param name="Difficulty">S_d.</param>
public sealed record ProbedPair(string UserId, string ScenarioId, Draft Draft, double Difficulty);

/// <summary>Something hard pairs have in common, told to the writer of further pairs.</summary>
/// <param name="Text">The rule as a sentence; it goes into a language model's prompt.</param>
/// <param name="Feature">The feature it is about, for the grammar; null when a language model found the rule.</param>
/// <param name="Lift">How much more often a pair with the feature is hard than a pair at large.</param>
public sealed record HardRule(string Text, string? Feature = null, double Lift = 1);
