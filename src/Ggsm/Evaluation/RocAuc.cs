namespace Ggsm.Evaluation;

/// <summary>Area under the receiver operating characteristic.</summary>
public static class RocAuc
{
    /// <summary>
    /// The probability that a random positive scores higher than a random negative, equal scores counting one half
    /// (Mann-Whitney). O(n log n).
    /// </summary>
    /// <param name="scores">Higher means more likely positive, <c>[count]</c>.</param>
    /// <param name="labels">0 or 1, <c>[count]</c>.</param>
    /// <exception cref="BadInputException">Only one class is there: the area is undefined.</exception>
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels)
    {
        var groups = BinaryScores.Groups(scores, labels, "AUC");
        long above = 0, wins = 0, ties = 0, negatives = 0;
        foreach (var group in groups)
        {
            wins += above * group.Negatives;
            ties += (long)group.Positives * group.Negatives;
            above += group.Positives;
            negatives += group.Negatives;
        }

        return (wins + (0.5 * ties)) / ((double)above * negatives);
    }
}
