namespace Ggsm.Masks;

/// <summary>
/// The gradient norms of one step and tower by position, summed over the sequences that reach it. Micro-batches of the same
/// step add up.
/// </summary>
/// <param name="step">The step.</param>
/// <param name="sums">Sums of norms.</param>
/// <param name="counts">Sequences that reach each position.</param>
/// <param name="before">The importance before this step, for a moving average; null for none.</param>
internal sealed class PositionNorms(long step, float[] sums, float[] counts, float[]? before = null)
{
    // Norms that differ by less than fp32 tells apart are alike.
    private const double LeastDeviation = 1e-6;

    public long Step { get; } = step;

    public float[] Sums { get; private set; } = sums;

    public float[] Counts { get; private set; } = counts;

    public float[] Before { get; } = before ?? [];

    private int Length => Math.Max(Sums.Length, Before.Length);

    public void Add(float[] sums, float[] counts)
    {
        Sums = Sum(Sums, sums);
        Counts = Sum(Counts, counts);
    }

    /// <summary>The importance of the first <paramref name="length"/> positions; 0 where no sequence reached.</summary>
    public float[] Importance(long length, MaskGuidance? guidance = null)
    {
        var aggregation = guidance?.Aggregation ?? ImportanceAggregation.Mean;
        var decay = (float)(guidance?.EmaDecay ?? 0);
        var importance = new float[length];
        for (var j = 0; j < Math.Min(length, Length); j++)
        {
            var newest = j >= Sums.Length || Counts[j] == 0 ? 0 : aggregation == ImportanceAggregation.Sum ? Sums[j] : Sums[j] / Counts[j];
            importance[j] = (decay * (j < Before.Length ? Before[j] : 0)) + ((1 - decay) * newest);
        }

        return importance;
    }

    /// <summary>All importance there is.</summary>
    public float[] Importance(MaskGuidance guidance) => Importance(Length, guidance);

    /// <summary>Importance made into scores for the sigmoid; 0 where no sequence reached.</summary>
    public float[] Scaled(ImportanceScaling scaling, long length, MaskGuidance? guidance = null)
    {
        if (scaling == ImportanceScaling.Raw)
            return Importance(length, guidance);

        // The first position is nobody's future: its norm, often the largest, would only distort the scale.
        var all = Importance(Length, guidance);
        double[] reached = [.. all.Where((_, j) => j > 0 && Reached(j)).Select(x => (double)x)];
        var mean = reached.DefaultIfEmpty().Average();
        var deviation = Math.Sqrt(reached.Select(x => (x - mean) * (x - mean)).DefaultIfEmpty().Average());
        var (origin, unit) = scaling == ImportanceScaling.ZScore ? (mean, deviation) : (0, mean);
        var scores = new float[length];
        if (unit <= mean * LeastDeviation)
            return scores;
        for (var j = 0; j < Math.Min(length, all.Length); j++)
            scores[j] = Reached(j) ? (float)((all[j] - origin) / unit) : 0;
        return scores;
    }

    private bool Reached(int j) => (j < Counts.Length && Counts[j] > 0) || (j < Before.Length && Before[j] > 0);

    private static float[] Sum(float[] a, float[] b)
    {
        var sum = new float[Math.Max(a.Length, b.Length)];
        for (var j = 0; j < sum.Length; j++)
            sum[j] = (j < a.Length ? a[j] : 0) + (j < b.Length ? b[j] : 0);
        return sum;
    }
}
