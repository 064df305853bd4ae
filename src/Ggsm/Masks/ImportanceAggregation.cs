namespace Ggsm.Masks;

/// <summary>How the gradient norms of a batch's sequences become one importance a position.</summary>
public enum ImportanceAggregation
{
    /// <summary>Their mean over the sequences that reach the position.</summary>
    Mean,

    /// <summary>Their sum, as the released code takes it: it grows with the batch.</summary>
    Sum,
}
