namespace Ggsm.Evaluation;

/// <summary>Scores of two classes, sorted, so that threshold metrics are one walk over groups of equal scores.</summary>
internal static class BinaryScores
{
    /// <summary>For each distinct score, highest first: how many of either class have it.</summary>
    /// <exception cref="BadInputException">Only one class is there.</exception>
    public static List<(int Positives, int Negatives)> Groups(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels, string metric)
    {
        Check(scores, labels, metric);
        var keys = scores.ToArray();
        var sorted = labels.ToArray();
        Array.Sort(keys, sorted);
        var groups = new List<(int Positives, int Negatives)>();
        for (var i = keys.Length - 1; i >= 0;)
        {
            var (positives, negatives) = (0, 0);
            var score = keys[i];
            for (; i >= 0 && keys[i] == score; i--)
            {
                positives += sorted[i];
                negatives += 1 - sorted[i];
            }

            groups.Add((positives, negatives));
        }

        return groups;
    }

    private static void Check(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels, string metric)
    {
        if (scores.Length != labels.Length)
            throw new ArgumentException($"{scores.Length} scores and {labels.Length} labels: one label per score");
        if (scores.ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
            throw new ArgumentException("a score is not finite", nameof(scores));
        if (labels.ContainsAnyExcept(0, 1))
            throw new ArgumentException("labels are 0 or 1", nameof(labels));
        if (!labels.Contains(1) || !labels.Contains(0))
        {
            throw new BadInputException($"{metric} is undefined: all {labels.Length} labels are of one class.", field: "labels",
                remedy: "Measure on data that holds both classes.");
        }
    }
}
