using Ggsm.Batches;
using Ggsm.Decoder;
using Ggsm.Masks;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>
/// What a decoder is pretrained on, under the causal mask.
/// <para>Next-token prediction: at every position the decoder scores the token that follows, and the loss is the cross-entropy of
/// the one that does. Padding is neither predicted nor seen. Where an event follows, the loss is the mean over the tokens of its
/// values, so that every position counts alike: next-event prediction.</para>
/// <para>The bag of words: the last position of a sequence, which nothing follows, is where the embedding will be read. It scores all
/// tokens before it in equal parts (compare arXiv 2305.02564), and so learns to gather.</para>
/// </summary>
public sealed class NextTokenLoss
{
    private const int MostCounted = 40_000;

    private readonly DecoderModel decoder;
    private readonly int padId;
    private readonly Device device;

    /// <param name="decoder">The decoder, on <paramref name="device"/>.</param>
    /// <param name="padId">The id that fills short rows.</param>
    /// <param name="device">Where to compute.</param>
    public NextTokenLoss(DecoderModel decoder, int padId, Device device)
    {
        this.decoder = decoder;
        this.padId = padId;
        this.device = device;
    }

    /// <summary>The next tokens and events of a batch: all positions but the first of each sequence.</summary>
    public static long Predictions(IReadOnlyList<TokenSequence> sequences) => sequences.Sum(s => (long)Math.Max(0, s.Length - 1));

    /// <summary>The bags of words of a batch: one for each sequence that has something before its last position.</summary>
    public static long Bags(IReadOnlyList<TokenSequence> sequences) => sequences.Count(s => s.Length > 1);

    /// <summary>The next-token loss of a batch. Call inside a dispose scope.</summary>
    /// <param name="sequences">Tokens and events of each row, none empty; at least one of two positions or more.</param>
    /// <returns>A scalar in fp32: the sum over all predictions, in nats. Divide by <see cref="Predictions"/> for the mean.</returns>
    public Tensor NextTokens(IReadOnlyList<TokenSequence> sequences)
    {
        using var scope = NewDisposeScope();
        return CrossEntropy(States(sequences), sequences, Targets).MoveToOuterDisposeScope();
    }

    /// <summary>Both losses of a batch from one forward pass. Call inside a dispose scope.</summary>
    /// <param name="sequences">As for <see cref="NextTokens"/>.</param>
    /// <returns>The sum over all <see cref="Predictions"/>, and that over all <see cref="Bags"/>, in nats.</returns>
    public (Tensor NextTokens, Tensor BagOfWords) Both(IReadOnlyList<TokenSequence> sequences)
    {
        using var scope = NewDisposeScope();
        var states = States(sequences);
        return (CrossEntropy(states, sequences, Targets).MoveToOuterDisposeScope(),
            CrossEntropy(states, sequences, Bag).MoveToOuterDisposeScope());
    }

    /// <summary>
    /// The cross-entropy of predicting the next tokens of <paramref name="measured"/> by their frequency among the next tokens
    /// of <paramref name="counted"/>, each counted once more than it occurs; in nats a token. Of more than 40,000 sequences
    /// this many are counted, spread evenly.
    /// </summary>
    public static double Unigram(IReadOnlyList<TokenSequence> counted, IReadOnlyList<TokenSequence> measured, int vocabularySize)
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

    private Tensor States(IReadOnlyList<TokenSequence> sequences)
    {
        using var batch = TokenBatch.Create(sequences, padId, device);

        // Rows are padded on the right, so the causal mask alone keeps padding from every real position.
        var bias = AttentionBias.FromFutureWeights(FutureWeights.Constant(batch.Ids.shape[1], 0, device));
        return decoder.Forward(DecoderInput.OfEmbeddings(decoder.Embed(batch.Ids, batch.Events), bias)).LastHiddenState;
    }

    private Tensor CrossEntropy(
        Tensor states, IReadOnlyList<TokenSequence> sequences, Func<TokenSequence, IEnumerable<(int Position, int Token, float Weight)>> targets)
    {
        var (positions, places, weights) = Places(sequences, states.shape[1], decoder.Config.VocabularySize, targets);
        var predicting = states.reshape(-1, decoder.Config.HiddenSize).index_select(0, tensor(positions, device: device));
        var scores = decoder.Logits(predicting).to(ScalarType.Float32);
        var chosen = scores.view(-1).index_select(0, tensor(places, device: device)) * tensor(weights, device: device);
        return scores.logsumexp(-1).sum() - chosen.sum();
    }

    /// <summary>The positions that predict, and each target as its place in their scores, <c>[positions, vocabulary]</c> laid out in a line.</summary>
    private static (long[] Positions, long[] Places, float[] Weights) Places(
        IReadOnlyList<TokenSequence> sequences, long length, int vocabulary, Func<TokenSequence, IEnumerable<(int Position, int Token, float Weight)>> targets)
    {
        var positions = new List<long>();
        var places = new List<long>();
        var weights = new List<float>();
        for (var row = 0; row < sequences.Count; row++)
        {
            foreach (var (column, token, weight) in targets(sequences[row]))
            {
                var position = (row * length) + column;
                if (positions.Count == 0 || positions[^1] != position)
                    positions.Add(position);
                places.Add(((positions.Count - 1L) * vocabulary) + token);
                weights.Add(weight);
            }
        }

        return ([.. positions], [.. places], [.. weights]);
    }

    /// <summary>
    /// What each position but the last is to predict, with weights that add up to 1 for each: the token that follows, or of an event
    /// that follows the tokens of its values in equal parts. An event without any value is not predicted.
    /// </summary>
    private static IEnumerable<(int Position, int Token, float Weight)> Targets(TokenSequence sequence)
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
    private static IEnumerable<(int Position, int Token, float Weight)> Bag(TokenSequence sequence)
    {
        int[] tokens = [.. TokensOf(sequence)[..^1].SelectMany(t => t)];
        return tokens.Select(token => (sequence.Length - 1, token, 1f / tokens.Length));
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
