namespace Ggsm.Decoder;

/// <summary>How attention is computed. Both paths give the same states and gradients up to rounding.</summary>
public enum AttentionPath
{
    /// <summary><see cref="Plain"/> up to <see cref="DecoderExecution.LongestPlain"/> positions, <see cref="Blocked"/> beyond.</summary>
    Auto,

    /// <summary>All scores of a layer at once, keys and values repeated for every query head.</summary>
    Plain,

    /// <summary>
    /// Queries in blocks against keys and values that are never repeated: scores exist for one block at a time, and what
    /// stays is what backward needs, or without gradients nothing.
    /// </summary>
    Blocked,
}
