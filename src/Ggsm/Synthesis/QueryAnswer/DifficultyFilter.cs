using System.Globalization;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>Says from which difficulty on a pair is hard: T_filter itself, or the quantile of the calibration set that gives it.</summary>
public sealed record DifficultyFilter
{
    /// <summary>The hardest three tenths.</summary>
    public static DifficultyFilter Default { get; } = OfQuantile(0.7);

    private DifficultyFilter(double? threshold, double? quantile)
    {
        Threshold = threshold;
        Quantile = quantile;
    }

    /// <summary>The threshold, when it was given.</summary>
    public double? Threshold { get; }

    /// <summary>The quantile, when it was given.</summary>
    public double? Quantile { get; }

    /// <summary>Pairs of at least this difficulty are hard.</summary>
    /// <exception cref="BadInputException">It lies outside 0 to 2.</exception>
    public static DifficultyFilter OfThreshold(double threshold) =>
        threshold is >= 0 and <= 2 ? new(threshold, null) : throw Outside("threshold", threshold, "0 to 2, the range of 1 - cos");

    /// <summary>All but this share of the calibration set is hard.</summary>
    /// <exception cref="BadInputException">It lies outside 0 to 1.</exception>
    public static DifficultyFilter OfQuantile(double quantile) =>
        quantile is >= 0 and < 1 ? new(null, quantile) : throw Outside("quantile", quantile, "0 (all are hard) to below 1");

    /// <summary>T_filter for these difficulties.</summary>
    public double Resolve(IEnumerable<double> difficulties)
    {
        if (Threshold is { } threshold)
            return threshold;
        var sorted = difficulties.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[(int)(Quantile!.Value * sorted.Length)];
    }

    private static BadInputException Outside(string name, double value, string range) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{value} was given; expected {range}."), field: name);
}
