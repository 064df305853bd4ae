namespace Ggsm.Masks;

/// <summary>
/// The gradient norms of one step and tower by position: each sequence's own norm, averaged over the sequences that
/// reach the position. Micro-batches of the same step add up.
/// </summary>
internal sealed class PositionNorms(long step, float[] sums, float[] counts)
{
    // Norms that differ by less than fp32 tells apart are alike.
    private const double LeastDeviation = 1e-6;

    public long Step { get; } = step;

    public float[] Sums { get; private set; } = sums;

    public float[] Counts { get; private set; } = counts;

    public void Add(float[] sums, float[] counts)
    {
        Sums = Sum(Sums, sums);
        Counts = Sum(Counts, counts);
    }

    /// <summary>The mean norm of the first <paramref name="length"/> positions; 0 where no sequence reached.</summary>
    public float[] Mean(long length)
    {
        var mean = new float[length];
        for (var j = 0; j < Math.Min(length, Sums.Length); j++)
            mean[j] = Counts[j] > 0 ? Sums[j] / Counts[j] : 0;
        return mean;
    }

    /// <summary>The mean norms made into scores for the sigmoid; 0 where no sequence reached.</summary>
    public float[] Scaled(ImportanceScaling scaling, long length)
    {
        if (scaling == ImportanceScaling.Raw)
            return Mean(length);

        // The first position is nobody's future: its norm, often the largest, would only distort the scale.
        var all = Mean(Sums.Length);
        double[] reached = [.. all.Where((_, j) => j > 0 && Counts[j] > 0)];
        var mean = reached.DefaultIfEmpty().Average();
        var deviation = Math.Sqrt(reached.Select(x => (x - mean) * (x - mean)).DefaultIfEmpty().Average());
        var (origin, unit) = scaling == ImportanceScaling.ZScore ? (mean, deviation) : (0, mean);
        var scores = new float[length];
        if (unit <= mean * LeastDeviation)
            return scores;
        for (var j = 0; j < Math.Min(length, all.Length); j++)
            scores[j] = Counts[j] > 0 ? (float)((all[j] - origin) / unit) : 0;
        return scores;
    }

    private static float[] Sum(float[] a, float[] b)
    {
        var sum = new float[Math.Max(a.Length, b.Length)];
        for (var j = 0; j < sum.Length; j++)
            sum[j] = (j < a.Length ? a[j] : 0) + (j < b.Length ? b[j] : 0);
        return sum;
    }
}
