namespace Ggsm.Synthesis.World;

/// <summary>
/// The AUC of a stream of scores in constant memory: scores are counted in narrow bins, and scores of one bin are ties.
/// Square roots are the only function used, so the same users give the same bits on any machine.
/// </summary>
internal sealed class BinnedAuc
{
    private const int Bins = 1 << 14;
    /// <summary>Scores are told apart from minus this to this.</summary>
    public const double Furthest = 8;

    /// <summary>Of the normal distribution at 1 - 0.05/18: two sides of nine tasks (Bonferroni).</summary>
    private const double Quantile = 2.772921294608662;

    private readonly double[] positives = new double[Bins];
    private readonly double[] negatives = new double[Bins];
    private readonly double[] promisedPositives = new double[Bins];
    private readonly double[] promisedNegatives = new double[Bins];

    /// <param name="score">What lies further than 8 counts as 8.</param>
    /// <param name="probability">With which the label was drawn.</param>
    /// <param name="label">As drawn.</param>
    public void Add(double score, double probability, int label)
    {
        var bin = Math.Clamp((int)((score + Furthest) / (2 * Furthest) * Bins), 0, Bins - 1);
        positives[bin] += label;
        negatives[bin] += 1 - label;
        promisedPositives[bin] += probability;
        promisedNegatives[bin] += 1 - probability;
    }

    /// <summary>The result, or null while only one class has been seen.</summary>
    public BayesAuc? Result()
    {
        var (ones, zeros) = (positives.Sum(), negatives.Sum());
        if (ones == 0 || zeros == 0)
            return null;
        var auc = Area(positives, negatives);
        var pairOfOnes = auc / (2 - auc);
        var pairOfZeros = 2 * auc * auc / (1 + auc);
        var variance = ((auc * (1 - auc)) + ((ones - 1) * (pairOfOnes - (auc * auc))) + ((zeros - 1) * (pairOfZeros - (auc * auc)))) / (ones * zeros);
        var half = Quantile * Math.Sqrt(Math.Max(variance, 0));
        return new BayesAuc(Area(promisedPositives, promisedNegatives), auc, Math.Max(auc - half, 0), Math.Min(auc + half, 1));
    }

    private static double Area(double[] ones, double[] zeros)
    {
        var (wins, below) = (0.0, 0.0);
        for (var bin = 0; bin < Bins; bin++)
        {
            wins += ones[bin] * (below + (zeros[bin] / 2));
            below += zeros[bin];
        }

        return wins / (ones.Sum() * below);
    }
}
