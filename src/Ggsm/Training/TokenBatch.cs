using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>Token sequences of one tower padded on the right to the longest of them.</summary>
public sealed class TokenBatch : IDisposable
{
    private TokenBatch(Tensor ids, Tensor padding, Tensor lastPositions, Tensor? segments, long realTokens)
    {
        Ids = ids;
        Padding = padding;
        LastPositions = lastPositions;
        Segments = segments;
        RealTokens = realTokens;
    }

    /// <summary>Token ids, int64 <c>[batch, length]</c>.</summary>
    public Tensor Ids { get; }

    /// <summary>True where a token is real, <c>[batch, length]</c>.</summary>
    public Tensor Padding { get; }

    /// <summary>Position of the anchor, the last real token of each sequence, int64 <c>[batch]</c>.</summary>
    public Tensor LastPositions { get; }

    /// <summary>
    /// int64 <c>[batch, length]</c>: 0 up to the end of the user's history, 1 after it and in rows without one. Null when nothing
    /// marks that end.
    /// </summary>
    public Tensor? Segments { get; }

    /// <summary>The first row's place in the batch these rows were taken from; 0 for a batch of its own.</summary>
    public long FirstRow { get; private init; }

    /// <summary>Tokens that are not padding.</summary>
    public long RealTokens { get; }

    /// <summary>Pads <paramref name="sequences"/> with <paramref name="padId"/> and moves them to the device.</summary>
    /// <param name="sequences">Token ids of each row.</param>
    /// <param name="padId">The token that fills the rows.</param>
    /// <param name="device">Where the tensors go.</param>
    /// <param name="leastLength">Pads at least to this length; 0 to pad no further than the longest sequence.</param>
    /// <param name="historyEndId">The token whose last occurrence ends the user segment of a row; null to mark no segments.</param>
    /// <exception cref="ArgumentException">A sequence is empty: it would have no anchor.</exception>
    public static TokenBatch Create(IReadOnlyList<int[]> sequences, int padId, Device device, int leastLength = 0, int? historyEndId = null)
    {
        var length = Math.Max(leastLength, sequences.Max(s => s.Length));
        var ids = new long[sequences.Count * length];
        var padding = new bool[ids.Length];
        var last = new long[sequences.Count];
        var segments = new long[ids.Length];
        Array.Fill(segments, 1);
        Array.Fill(ids, padId);
        for (var row = 0; row < sequences.Count; row++)
        {
            var sequence = sequences[row];
            if (sequence.Length == 0)
                throw new ArgumentException($"Sequence {row} is empty; it needs at least its anchor token.", nameof(sequences));
            for (var column = 0; column < sequence.Length; column++)
            {
                ids[(row * length) + column] = sequence[column];
                padding[(row * length) + column] = true;
            }

            last[row] = sequence.Length - 1;
            if (historyEndId is { } end)
                Array.Fill(segments, 0, row * length, Array.LastIndexOf(sequence, end) + 1);
        }

        return new(
            tensor(ids, [sequences.Count, length], device: device),
            tensor(padding, [sequences.Count, length], device: device),
            tensor(last, device: device),
            historyEndId is null ? null : tensor(segments, [sequences.Count, length], device: device),
            sequences.Sum(s => (long)s.Length));
    }

    /// <summary>Some of the rows, as views of these tensors, padded as far as the whole batch is.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">Number of rows.</param>
    public TokenBatch Rows(long first, long count)
    {
        var padding = Padding.narrow(0, first, count);
        using var real = padding.sum();
        return new(
            Ids.narrow(0, first, count), padding, LastPositions.narrow(0, first, count), Segments?.narrow(0, first, count), real.item<long>())
        {
            FirstRow = FirstRow + first,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ids.Dispose();
        Padding.Dispose();
        LastPositions.Dispose();
        Segments?.Dispose();
    }
}
