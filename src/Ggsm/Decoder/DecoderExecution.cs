namespace Ggsm.Decoder;

/// <summary>How a decoder computes: decides speed, memory and rounding, never what is computed.</summary>
public sealed record DecoderExecution
{
    /// <summary>The longest input that <see cref="AttentionPath.Auto"/> gives to the plain path.</summary>
    public const int LongestPlain = 512;

    /// <summary>How attention is computed.</summary>
    public AttentionPath Attention { get; init; } = AttentionPath.Auto;

    /// <summary>Queries in a block of the blocked path; its scores take <c>batch * heads * block * length</c> numbers.</summary>
    public int AttentionBlock { get; init; } = 128;

    /// <summary>Whether an input of this many positions takes the blocked path.</summary>
    internal bool IsBlocked(long length) =>
        Attention == AttentionPath.Blocked || (Attention == AttentionPath.Auto && length > LongestPlain);
}
