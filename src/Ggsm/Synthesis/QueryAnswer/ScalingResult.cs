using Ggsm.Users;

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

/// <summary>A pair of the scaled synthesis: compared with the profile, and of known difficulty.</summary>
/// <param name="User">About whom.</param>
/// <param name="Scenario">From which scenario.</param>
/// <param name="Draft">Question and answer as first written.</param>
/// <param name="Answer">The answer after the review.</param>
/// <param name="Difficulty">S_d of the question with this answer.</param>
public sealed record ScaledPair(UserProfile User, Scenario Scenario, Draft Draft, string Answer, double Difficulty)
{
    /// <summary>Whether the review changed the answer.</summary>
    public bool IsRewritten => Answer != Draft.Answer;
}

/// <summary>Counts the drafts that were not kept, by reason, with a few examples of each.</summary>
public sealed class Rejections
{
    private const int MostExamples = 3;

    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<string>> examples = new(StringComparer.Ordinal);

    /// <summary>Drafts rejected for each reason.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    /// <summary>The first cases of each reason.</summary>
    public IReadOnlyDictionary<string, List<string>> Examples => examples;

    /// <summary>Drafts rejected in all.</summary>
    public int Total => counts.Values.Sum();

    internal void Add(Rejection rejection)
    {
        counts[rejection.Reason] = counts.GetValueOrDefault(rejection.Reason) + 1;
        if (!examples.TryGetValue(rejection.Reason, out var known))
            examples[rejection.Reason] = known = [];
        if (known.Count < MostExamples)
            known.Add(rejection.Detail);
    }
}

/// <summary>One draft that was not kept.</summary>
/// <param name="Reason">Why, in words that group.</param>
/// <param name="Detail">The case itself.</param>
internal sealed record Rejection(string Reason, string Detail);
