namespace Ggsm.Evaluation;

/// <summary>The KS statistic of a score, as credit scoring uses it.</summary>
public static class KolmogorovSmirnov
{
    /// <summary>The largest distance between the shares of positives and of negatives above a threshold, in 0..1.</summary>
    /// <param name="scores">Higher means more likely positive, <c>[count]</c>.</param>
    /// <param name="labels">0 or 1, <c>[count]</c>.</param>
    /// <exception cref="BadInputException">Only one class is there.</exception>
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels)
    {
        var groups = BinaryScores.Groups(scores, labels, "KS");
        double allPositives = groups.Sum(g => g.Positives);
        double allNegatives = groups.Sum(g => g.Negatives);
        var (positives, negatives, widest) = (0, 0, 0.0);
        foreach (var group in groups)
        {
            positives += group.Positives;
            negatives += group.Negatives;
            widest = Math.Max(widest, Math.Abs((positives / allPositives) - (negatives / allNegatives)));
        }

        return widest;
    }
}
