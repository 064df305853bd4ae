namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>Counts of the scaled synthesis; they grow while its pairs are taken.</summary>
public sealed class ScalingResult
{
    /// <summary>Pairs kept.</summary>
    public int Kept { get; internal set; }

    /// <summary>Kept pairs whose answer the review changed.</summary>
    public int Rewritten { get; internal set; }

    /// <summary>Kept pairs at or above the threshold.</summary>
    public int Hard { get; internal set; }

    /// <summary>The difficulties of the kept pairs.</summary>
    public DifficultyHistogram Histogram { get; } = new();

    /// <summary>Drafts that were not kept, by reason.</summary>
    public Rejections Rejected { get; } = new();
}
