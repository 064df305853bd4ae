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
    public static IReadOnlyList<TokenSequence> Of(IReadOnlyList<TokenPair> pairs) =>
        new MapStyleList<TokenSequence>(2 * pairs.Count, i => i % 2 == 0 ? pairs[i / 2].User : pairs[i / 2].Answer);

    /// <summary>
    /// What each position but the last is to predict, with weights that add up to 1 for each: the token that follows, or of an event
    /// that follows the tokens of its values in equal parts. An event without any value is not predicted.
    /// </summary>
    public static IEnumerable<(int Position, int Token, float Weight)> Targets(TokenSequence sequence)
    {
        var tokens = TokensOf(sequence);
        for (var next = 1; next < tokens.Length; next++)
        {
            foreach (var token in tokens[next])
                yield return (next - 1, token, 1f / tokens[next].Length);
        }
    }

    /// <summary>
    /// What the last position is to predict, with weights that add up to 1: every token before it in equal parts, an event's being those
    /// of its values. Nothing where there is nothing before it.
    /// </summary>
    public static IEnumerable<(int Position, int Token, float Weight)> Summary(TokenSequence sequence)
    {
        int[] tokens = [.. TokensOf(sequence)[..^1].SelectMany(t => t)];
        return tokens.Select(token => (sequence.Length - 1, token, 1f / tokens.Length));
    }

    /// <summary>How long a sequence of the training pairs is, for sorting only.</summary>
    public static int Size(TrainingData data, int sequence)
    {
        var (query, answer) = data.SizeOf(sequence / 2);
        return sequence % 2 == 0 ? query : answer;
    }

    /// <summary>
    /// The cross-entropy of predicting the next tokens of <paramref name="measured"/> by their frequency among the next tokens
    /// of <paramref name="counted"/>, each counted once more than it occurs; in nats a token. Of more than 40,000 sequences
    /// this many are counted, spread evenly.
    /// </summary>
    public static double UnigramLoss(IReadOnlyList<TokenSequence> counted, IReadOnlyList<TokenSequence> measured, int vocabularySize)
    {
        var counts = new double[vocabularySize];
        Array.Fill(counts, 1);
        var taken = Math.Min(counted.Count, MostCounted);
        foreach (var (_, token, weight) in Enumerable.Range(0, taken).SelectMany(i => Targets(counted[(int)((long)i * counted.Count / taken)])))
            counts[token] += weight;
        var total = counts.Sum();
        var (loss, predictions) = (0.0, 0.0);
        foreach (var (_, token, weight) in measured.SelectMany(Targets))
        {
            loss -= weight * Math.Log(counts[token] / total);
            predictions += weight;
        }

        return loss / predictions;
    }

    /// <summary>The tokens at each position: its own, or those of an event's values.</summary>
    private static int[][] TokensOf(TokenSequence sequence)
    {
        int[][] tokens = [.. sequence.Ids.Select(id => new[] { id })];
        foreach (var placed in sequence.Events)
            tokens[placed.Position] = [.. placed.Event.Content];
        return tokens;
    }
}
