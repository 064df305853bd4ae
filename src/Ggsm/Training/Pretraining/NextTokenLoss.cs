using Ggsm.Decoder;
using Ggsm.Masks;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training.Pretraining;

/// <summary>
/// Next-token prediction under the causal mask: at every position the decoder scores the token that follows, and the loss is
/// the cross-entropy of the one that does, summed over the positions that have a real next token. Padding is neither
/// predicted nor seen. Where an event follows, the loss is the mean over the tokens of its values, so that every position counts
/// alike: next-event prediction.
/// </summary>
public sealed class NextTokenLoss
{
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

    /// <summary>The positions that a batch predicts: all but the first of each sequence.</summary>
    public static long Predictions(IReadOnlyList<TokenSequence> sequences) => sequences.Sum(s => (long)Math.Max(0, s.Length - 1));

    /// <summary>The loss of a batch. Call inside a dispose scope.</summary>
    /// <param name="sequences">Tokens and events of each row, none empty; at least one of two positions or more.</param>
    /// <returns>A scalar in fp32: the sum over all predictions, in nats. Divide by <see cref="Predictions"/> for the mean.</returns>
    public Tensor Sum(IReadOnlyList<TokenSequence> sequences)
    {
        using var scope = NewDisposeScope();
        using var batch = TokenBatch.Create(sequences, padId, device);
        var length = batch.Ids.shape[1];

        // Rows are padded on the right, so the causal mask alone keeps padding from every real position.
        var bias = AttentionBias.FromFutureWeights(FutureWeights.Constant(length, 0, device));
        var states = decoder.Forward(DecoderInput.OfEmbeddings(decoder.Embed(batch.Ids, batch.Events), bias)).LastHiddenState;

        var (positions, places, weights) = Places(sequences, length, decoder.Config.VocabularySize);
        var predicting = states.reshape(-1, decoder.Config.HiddenSize).index_select(0, tensor(positions, device: device));
        var scores = decoder.Logits(predicting).to(ScalarType.Float32);
        var chosen = scores.view(-1).index_select(0, tensor(places, device: device)) * tensor(weights, device: device);
        return (scores.logsumexp(-1).sum() - chosen.sum()).MoveToOuterDisposeScope();
    }

    /// <summary>The positions that predict, and each target as its place in their scores, <c>[positions, vocabulary]</c> laid out in a line.</summary>
    private static (long[] Positions, long[] Places, float[] Weights) Places(IReadOnlyList<TokenSequence> sequences, long length, int vocabulary)
    {
        var positions = new List<long>();
        var places = new List<long>();
        var weights = new List<float>();
        for (var row = 0; row < sequences.Count; row++)
        {
            foreach (var (column, token, weight) in PretrainingSequences.Targets(sequences[row]))
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
}
