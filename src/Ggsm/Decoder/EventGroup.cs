using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>
/// The events of one modality in a batch, as numbers: n events of up to F fields. Events share most of what stands in their fields, so
/// that each of the U different fields (a name with a text of up to T tokens or a number) is embedded once.
/// </summary>
public sealed record EventGroup : IDisposable
{
    /// <summary>The modality, a name of <see cref="EventEncoderConfig"/>.</summary>
    public required string Modality { get; init; }

    /// <summary>Which field stands where in each event, int64 <c>[n, F]</c>, 0 to U - 1; U where the event has no more.</summary>
    public required Tensor Fields { get; init; }

    /// <summary>What the sum over an event's fields is multiplied by, <c>[n, 1]</c>.</summary>
    public required Tensor FieldScale { get; init; }

    /// <summary>Token ids of each value, int64 <c>[U, T]</c>; anything where there is no token.</summary>
    public required Tensor Tokens { get; init; }

    /// <summary>The weight of each token in its value, <c>[U, T]</c>; 0 where there is none.</summary>
    public required Tensor TokenWeights { get; init; }

    /// <summary>Values that are numbers (<see cref="NumberFeatures"/>), <c>[U, NumberFeatures.Size]</c>; 0 where the value is a text.</summary>
    public required Tensor Numbers { get; init; }

    /// <summary>The number of each field's name, int64 <c>[U]</c>.</summary>
    public required Tensor Names { get; init; }

    /// <summary>Token ids of the names that occur, int64 <c>[names, tokens]</c>.</summary>
    public required Tensor NameTokens { get; init; }

    /// <summary>The weight of each token in its name, <c>[names, tokens]</c>.</summary>
    public required Tensor NameTokenWeights { get; init; }

    /// <summary>When each event happened (<see cref="TimeFeatures"/>), <c>[n, TimeFeatures.Size]</c>; null for facts.</summary>
    public Tensor? Times { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Fields.Dispose();
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
