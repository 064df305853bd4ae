namespace Ggsm.Masks;

/// <summary>
/// The gradient norms of one step and tower by position: each sequence's own norm, averaged over the sequences that
/// reach the position. Micro-batches of the same step add up.
/// </summary>
internal sealed class PositionNorms(long step, float[] sums, float[] counts)
{
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

    private static float[] Sum(float[] a, float[] b)
    {
        var sum = new float[Math.Max(a.Length, b.Length)];
        for (var j = 0; j < sum.Length; j++)
            sum[j] = (j < a.Length ? a[j] : 0) + (j < b.Length ? b[j] : 0);
        return sum;
    }
}
