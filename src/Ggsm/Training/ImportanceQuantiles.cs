namespace Ggsm.Training;

/// <summary>The spread of importance over the key positions of the user tower at one step.</summary>
/// <param name="P10">Tenth percentile.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">Ninetieth percentile.</param>
public sealed record ImportanceQuantiles(double P10, double P50, double P90)
{
    /// <summary>Quantiles by linear interpolation between order statistics; null when there are no values.</summary>
    public static ImportanceQuantiles? Of(IReadOnlyCollection<float> values)
    {
        if (values.Count == 0)
            return null;
        var sorted = values.Order().ToArray();
        return new(At(sorted, 0.1), At(sorted, 0.5), At(sorted, 0.9));
    }

    private static double At(float[] sorted, double quantile)
    {
        var position = quantile * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (position - below));
    }
}
