namespace Ggsm.Synthesis.QueryAnswer;

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
