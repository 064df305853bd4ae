using Ggsm.Users;

namespace Ggsm.Training.Pretraining;

/// <summary>
/// The texts a decoder is pretrained on: the query of each pair up to its anchor, and its answer up to <c>&lt;EOS&gt;</c>, as two
/// sequences, the way the two towers will read them. Nothing follows an anchor, so its state is not bent towards the one
/// token that all answers begin with; started from one sequence a pair, contrastive training found fewer held-out people.
/// </summary>
internal static class PretrainingSequences
{
    public static int[][] Of(IReadOnlyList<TokenPair> pairs) => [.. pairs.SelectMany(pair => new[] { pair.Query, pair.Answer })];

    /// <summary>
    /// The cross-entropy of predicting the next tokens of <paramref name="measured"/> by their frequency among the next tokens
    /// of <paramref name="counted"/>, each counted once more than it occurs; in nats a token.
    /// </summary>
    public static double UnigramLoss(IReadOnlyList<int[]> counted, IReadOnlyList<int[]> measured, int vocabularySize)
    {
        var counts = new double[vocabularySize];
        Array.Fill(counts, 1);
        foreach (var token in counted.SelectMany(s => s.Skip(1)))
            counts[token]++;
        var total = counts.Sum();
        return measured.SelectMany(s => s.Skip(1)).Average(token => -Math.Log(counts[token] / total));
    }
}
