using Ggsm.Users;

namespace Ggsm.Training.Pretraining;

/// <summary>
/// The texts a decoder is pretrained on: the query of each pair up to its anchor, and its answer up to <c>&lt;EOS&gt;</c>, as two
/// sequences, the way the two towers will read them. Nothing follows an anchor, so its state is not bent towards the one
/// token that all answers begin with; started from one sequence a pair, contrastive training found fewer held-out people.
/// </summary>
internal static class PretrainingSequences
{
    private const int MostCounted = 40_000;

    /// <summary>The sequences of the pairs, two for each, made when they are asked for.</summary>
    public static IReadOnlyList<int[]> Of(IReadOnlyList<TokenPair> pairs) =>
        new LazyList<int[]>(2 * pairs.Count, i => i % 2 == 0 ? pairs[i / 2].Query : pairs[i / 2].Answer);

    /// <summary>How long the sequences of the training pairs are, for sorting only.</summary>
    public static int[] Sizes(TrainingData data) =>
        [.. Enumerable.Range(0, data.Train.Count).Select(data.SizeOf).SelectMany(size => new[] { size.Query, size.Answer })];

    /// <summary>
    /// The cross-entropy of predicting the next tokens of <paramref name="measured"/> by their frequency among the next tokens
    /// of <paramref name="counted"/>, each counted once more than it occurs; in nats a token. Of more than 40,000 sequences
    /// this many are counted, spread evenly.
    /// </summary>
    public static double UnigramLoss(IReadOnlyList<int[]> counted, IReadOnlyList<int[]> measured, int vocabularySize)
    {
        var counts = new double[vocabularySize];
        Array.Fill(counts, 1);
        var taken = Math.Min(counted.Count, MostCounted);
        foreach (var token in Enumerable.Range(0, taken).SelectMany(i => counted[(int)((long)i * counted.Count / taken)].Skip(1)))
            counts[token]++;
        var total = counts.Sum();
        return measured.SelectMany(s => s.Skip(1)).Average(token => -Math.Log(counts[token] / total));
    }
}
