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
