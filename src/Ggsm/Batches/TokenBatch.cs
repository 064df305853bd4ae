using Ggsm.Decoder;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Batches;

/// <summary>Sequences of one tower padded on the right to the longest of them.</summary>
public sealed class TokenBatch : IDisposable
{
    private readonly IReadOnlyList<TokenSequence> sequences;

    private TokenBatch(IReadOnlyList<TokenSequence> sequences, Tensor ids, Tensor padding, Tensor lastPositions, Tensor? segments, Tensor? modalities)
    {
        this.sequences = sequences;
        Ids = ids;
        Padding = padding;
        LastPositions = lastPositions;
        Segments = segments;
        Modalities = modalities;
        Events = EventTensorsBuilder.Build(sequences, ids.shape[1], ids.device);
    }

    /// <summary>Token ids, int64 <c>[batch, length]</c>; where an event stands, the tag that opens its modality.</summary>
    public Tensor Ids { get; }

    /// <summary>The events that stand in the place of tokens; null where there are none.</summary>
    public EventTensors? Events { get; }

    /// <summary>True where a token is real, <c>[batch, length]</c>.</summary>
    public Tensor Padding { get; }

    /// <summary>Position of the anchor, the last real token of each sequence, int64 <c>[batch]</c>.</summary>
    public Tensor LastPositions { get; }

    /// <summary>
    /// int64 <c>[batch, length]</c>: 0 up to the end of the user's history, 1 after it and in rows without one. Null when nothing
    /// marks that end.
    /// </summary>
    public Tensor? Segments { get; }

    /// <summary>
    /// int64 <c>[batch, length]</c>: the number of the modality of each position, tags included, -1 outside. Null when nothing marks
    /// modalities.
    /// </summary>
    public Tensor? Modalities { get; }

    /// <summary>The first row's place in the batch these rows were taken from; 0 for a batch of its own.</summary>
    public long FirstRow { get; private init; }

    /// <summary>Positions that are not padding.</summary>
    public long RealTokens => sequences.Sum(s => (long)s.Length);

    /// <summary>Pads <paramref name="sequences"/> with <paramref name="padId"/> and moves them to the device.</summary>
    /// <param name="sequences">Token ids of each row.</param>
    /// <param name="padId">The token that fills the rows.</param>
    /// <param name="device">Where the tensors go.</param>
    /// <param name="leastLength">Pads at least to this length; 0 to pad no further than the longest sequence.</param>
    /// <param name="marks">The ids that mark the parts of a prompt; null to mark no segments and modalities.</param>
    /// <exception cref="ArgumentException">A sequence is empty: it would have no anchor.</exception>
    public static TokenBatch Create(IReadOnlyList<int[]> sequences, int padId, Device device, int leastLength = 0, PromptMarks? marks = null) =>
        Create([.. sequences.Select(ids => new TokenSequence(ids))], padId, device, leastLength, marks);

    /// <summary>Pads <paramref name="sequences"/> with <paramref name="padId"/> and moves them to the device, with their events.</summary>
    /// <param name="sequences">The tokens and events of each row.</param>
    /// <param name="padId">The token that fills the rows.</param>
    /// <param name="device">Where the tensors go.</param>
    /// <param name="leastLength">Pads at least to this length; 0 to pad no further than the longest sequence.</param>
    /// <param name="marks">The ids that mark the parts of a prompt; null to mark no segments and modalities.</param>
    /// <exception cref="ArgumentException">A sequence is empty: it would have no anchor.</exception>
    public static TokenBatch Create(IReadOnlyList<TokenSequence> sequences, int padId, Device device, int leastLength = 0, PromptMarks? marks = null)
    {
        var length = Math.Max(leastLength, sequences.Max(s => s.Length));
        var ids = new long[sequences.Count * length];
        var padding = new bool[ids.Length];
        var last = new long[sequences.Count];
        var segments = new long[ids.Length];
        var modalities = new long[ids.Length];
        Array.Fill(segments, 1);
        Array.Fill(modalities, PromptMarks.NoModality);
        Array.Fill(ids, padId);
        for (var row = 0; row < sequences.Count; row++)
        {
            var sequence = sequences[row].Ids;
            if (sequence.Length == 0)
                throw new ArgumentException($"Sequence {row} is empty; it needs at least its anchor token.", nameof(sequences));
            for (var column = 0; column < sequence.Length; column++)
            {
                ids[(row * length) + column] = sequence[column];
                padding[(row * length) + column] = true;
            }

            last[row] = sequence.Length - 1;
            if (marks is null)
                continue;
            Array.Fill(segments, 0, row * length, marks.HistoryLength(sequence));
            Array.ConvertAll(marks.ModalitiesOf(sequence), m => (long)m).CopyTo(modalities, row * length);
        }

        return new(
            sequences,
            tensor(ids, [sequences.Count, length], device: device),
            tensor(padding, [sequences.Count, length], device: device),
            tensor(last, device: device),
            marks is null ? null : tensor(segments, [sequences.Count, length], device: device),
            marks is not { Tags.Count: > 0 } ? null : tensor(modalities, [sequences.Count, length], device: device));
    }

    /// <summary>Some of the rows, as views of these tensors, padded as far as the whole batch is.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">Number of rows.</param>
    public TokenBatch Rows(long first, long count) => new(
        [.. sequences.Skip((int)first).Take((int)count)], Ids.narrow(0, first, count), Padding.narrow(0, first, count),
        LastPositions.narrow(0, first, count), Segments?.narrow(0, first, count), Modalities?.narrow(0, first, count))
    {
        FirstRow = FirstRow + first,
    };

    /// <summary>A number for each of the first rows, the same for rows that are the same.</summary>
    internal int[] Identities(int rows) => SequenceIdentity.Of(sequences.Take(rows));

    /// <inheritdoc/>
    public void Dispose()
    {
        Ids.Dispose();
        Padding.Dispose();
        LastPositions.Dispose();
        Segments?.Dispose();
        Modalities?.Dispose();
        Events?.Dispose();
    }
}
