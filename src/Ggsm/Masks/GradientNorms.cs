using TorchSharp;
using static TorchSharp.torch;

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

/// <summary>The gradient norms of one micro-batch, row by row, for the mask of these very rows.</summary>
internal sealed class SequenceNorms(long step, float[][] norms, float[][] real)
{
    public long Step { get; } = step;

    /// <summary>Scores for the sigmoid, <c>[rows, length]</c>, scaled within each row.</summary>
    /// <exception cref="ArgumentException">The rows asked for are not those observed.</exception>
    public Tensor Scores(MaskInput input, ImportanceScaling scaling)
    {
        var rows = Rows(input);
        var scores = rows.SelectMany(r => new PositionNorms(Step, norms[r], real[r]).Scaled(scaling, input.Length)).ToArray();
        return tensor(scores, [rows.Count, input.Length], device: input.States.device);
    }

    /// <summary>The mean norm of each position over the rows asked for that reach it.</summary>
    public float[] Mean(MaskInput input)
    {
        var all = new PositionNorms(Step, new float[input.Length], new float[input.Length]);
        foreach (var row in Rows(input))
            all.Add(norms[row], real[row]);
        return all.Importance(input.Length);
    }

    private List<int> Rows(MaskInput input)
    {
        var (first, count) = ((int)input.FirstRow, (int)input.Padding.shape[0]);
        if (first + count > norms.Length || norms[0].Length != input.Length)
        {
            throw new ArgumentException($"The gradients observed are of [{norms.Length}, {norms[0].Length}] positions; rows {first} to {first + count - 1} of length {input.Length} were asked for. "
                + "Weights per sequence are for the rows whose gradient was observed.");
        }

        return [.. Enumerable.Range(first, count)];
    }
}
