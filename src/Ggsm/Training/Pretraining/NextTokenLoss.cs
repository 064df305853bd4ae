using Ggsm.Decoder;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training.Pretraining;

/// <summary>
/// Next-token prediction under the causal mask: at every position the decoder scores the token that follows, and the loss is
/// the cross-entropy of the one that does, summed over the positions that have a real next token. Padding is neither
/// predicted nor seen.
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

    /// <summary>The next tokens that a batch predicts: all tokens but the first of each sequence.</summary>
    public static long Predictions(IReadOnlyList<int[]> sequences) => sequences.Sum(s => (long)Math.Max(0, s.Length - 1));

    /// <summary>The loss of a batch. Call inside a dispose scope.</summary>
    /// <param name="sequences">Token ids of each row, none empty; at least one of two tokens or more.</param>
    /// <returns>A scalar in fp32: the sum over all predictions, in nats. Divide by <see cref="Predictions"/> for the mean.</returns>
    public Tensor Sum(IReadOnlyList<int[]> sequences)
    {
        using var scope = NewDisposeScope();
        using var batch = TokenBatch.Create(sequences, padId, device);
        var length = batch.Ids.shape[1];

        // Rows are padded on the right, so the causal mask alone keeps padding from every real position.
        var bias = AttentionBias.FromFutureWeights(FutureWeights.Constant(length, 0, device));
        var states = decoder.Forward(DecoderInput.OfIds(batch.Ids, bias)).LastHiddenState;

        var (positions, targets) = Places(sequences, length);
        var predicting = states.reshape(-1, decoder.Config.HiddenSize).index_select(0, tensor(positions, device: device));
        var scores = decoder.Logits(predicting).to(ScalarType.Float32);
        return nn.functional.cross_entropy(scores, tensor(targets, device: device), reduction: nn.Reduction.Sum).MoveToOuterDisposeScope();
    }

    private static (long[] Positions, long[] Targets) Places(IReadOnlyList<int[]> sequences, long length)
    {
        var positions = new long[Predictions(sequences)];
        var targets = new long[positions.Length];
        var at = 0;
        for (var row = 0; row < sequences.Count; row++)
        {
            for (var column = 1; column < sequences[row].Length; column++)
            {
                positions[at] = (row * length) + column - 1;
                targets[at++] = sequences[row][column];
            }
        }

        return (positions, targets);
    }
}
