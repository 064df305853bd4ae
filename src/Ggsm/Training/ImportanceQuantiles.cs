using MathNet.Numerics.Statistics;

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
        double[] sorted = [.. values.Select(v => (double)v).Order()];
        return new(At(0.1), At(0.5), At(0.9));

        double At(double share) => SortedArrayStatistics.QuantileCustom(sorted, share, QuantileDefinition.R7);
    }
}
