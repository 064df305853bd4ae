namespace Ggsm.Decoder;

/// <summary>Which modalities an <see cref="EventEncoder"/> has parts for.</summary>
/// <param name="Events">The modalities of events: each has an encoder and an adapter of its own.</param>
/// <param name="Facts">The modality of facts without a time, which go straight to their adapter.</param>
public sealed record EventEncoderConfig(IReadOnlyList<string> Events, string Facts)
{
    /// <summary>Tokens of one value that are read, at most.</summary>
    public const int MostValueTokens = 16;
}
