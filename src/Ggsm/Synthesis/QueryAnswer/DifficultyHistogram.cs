namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>How many pairs have which difficulty, in bins of <see cref="BinWidth"/> over the whole range 0 to 2.</summary>
public sealed class DifficultyHistogram
{
    /// <summary>The width of a bin; a bin holds its lower end.</summary>
    public const double BinWidth = 0.05;

    private const int BinsPerUnit = 20;

    private readonly int[] counts = new int[(2 * BinsPerUnit) + 1];
    private double sum;

    /// <summary>Pairs of each bin; the last one holds exactly 2.</summary>
    public IReadOnlyList<int> Counts => counts;

    /// <summary>Pairs in all.</summary>
    public int Total { get; private set; }

    /// <summary>The mean difficulty; 0 without pairs.</summary>
    public double Mean => Total == 0 ? 0 : sum / Total;

    /// <summary>Counts one pair.</summary>
    public void Add(double difficulty)
    {
        counts[(int)Math.Floor(difficulty * BinsPerUnit)]++;
        sum += difficulty;
        Total++;
    }
}
