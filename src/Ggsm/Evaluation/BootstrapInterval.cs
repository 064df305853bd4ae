using MathNet.Numerics.Statistics;

namespace Ggsm.Evaluation;

/// <summary>A measured value with its percentile bootstrap interval.</summary>
/// <param name="Estimate">The value on the data itself.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="Level">The share of resampled values between the ends, such as 0.95.</param>
/// <param name="Resamples">How often the data was resampled.</param>
public sealed record BootstrapInterval(double Estimate, double Low, double High, double Level, int Resamples)
{
    /// <summary>
    /// Resamples with replacement within each class, so that every resample has both classes in the same numbers.
    /// </summary>
    /// <param name="scores">Higher means more likely positive, <c>[count]</c>.</param>
    /// <param name="labels">0 or 1, <c>[count]</c>.</param>
    /// <param name="metric">What is measured.</param>
    /// <param name="resamples">How often.</param>
    /// <param name="level">The share between the ends.</param>
    /// <param name="seed">The same seed gives the same interval.</param>
    /// <exception cref="BadInputException">Only one class is there.</exception>
    public static BootstrapInterval Of(
        ReadOnlySpan<double> scores, ReadOnlySpan<int> labels, BinaryMetric metric, int resamples = 1000, double level = 0.95, ulong seed = 7)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resamples);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        var estimate = metric(scores, labels);
        var random = SeededRandom.For(seed, "bootstrap");
        double[][] classes = [Of(scores, labels, 0), Of(scores, labels, 1)];
        var sample = new double[scores.Length];
        var sampleLabels = new int[scores.Length];
        sampleLabels.AsSpan(classes[0].Length).Fill(1);
        var values = new double[resamples];
        for (var r = 0; r < resamples; r++)
        {
            var at = 0;
            foreach (var pool in classes)
            {
                for (var i = 0; i < pool.Length; i++)
                    sample[at++] = pool[random.NextInt(pool.Length)];
            }

            values[r] = metric(sample, sampleLabels);
        }

        Array.Sort(values);
        var tail = (1 - level) / 2;
        return new BootstrapInterval(estimate, Quantile(values, tail), Quantile(values, 1 - tail), level, resamples);
    }

    private static double[] Of(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels, int label)
    {
        var kept = new List<double>();
        for (var i = 0; i < scores.Length; i++)
        {
            if (labels[i] == label)
                kept.Add(scores[i]);
        }

        return [.. kept];
    }

    private static double Quantile(double[] sorted, double share) =>
        SortedArrayStatistics.QuantileCustom(sorted, share, QuantileDefinition.R7);
}
