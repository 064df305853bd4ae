using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>
/// The events of one modality in a batch, as numbers: n events of up to F fields, each a text of up to T tokens or a number.
/// Fields an event does not have are zero throughout.
/// </summary>
public sealed record EventGroup : IDisposable
{
    /// <summary>The modality, a name of <see cref="EventEncoderConfig"/>.</summary>
    public required string Modality { get; init; }

    /// <summary>Token ids of each value, int64 <c>[n, F, T]</c>; anything where there is no token.</summary>
    public required Tensor Tokens { get; init; }

    /// <summary>The weight of each token in its value, <c>[n, F, T]</c>; 0 where there is none.</summary>
    public required Tensor TokenWeights { get; init; }

    /// <summary>Values that are numbers (<see cref="NumberFeatures"/>), <c>[n, F, NumberFeatures.Size]</c>; 0 where the value is a text.</summary>
    public required Tensor Numbers { get; init; }

    /// <summary>Token ids of the names of the fields that occur, int64 <c>[names, tokens]</c>.</summary>
    public required Tensor NameTokens { get; init; }

    /// <summary>The weight of each token in its name, <c>[names, tokens]</c>.</summary>
    public required Tensor NameTokenWeights { get; init; }

    /// <summary>Which name each field has, as one 1 among zeros, <c>[n, F, names]</c>.</summary>
    public required Tensor Names { get; init; }

    /// <summary>What the sum over an event's fields is multiplied by, <c>[n, 1]</c>.</summary>
    public required Tensor FieldScale { get; init; }

    /// <summary>When each event happened (<see cref="TimeFeatures"/>), <c>[n, TimeFeatures.Size]</c>; null for facts.</summary>
    public Tensor? Times { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Tokens.Dispose();
        TokenWeights.Dispose();
        Numbers.Dispose();
        NameTokens.Dispose();
        NameTokenWeights.Dispose();
        Names.Dispose();
        FieldScale.Dispose();
        Times?.Dispose();
    }
}
