namespace Ggsm.Training;

/// <summary>Which numbers of an encoder with a projection head are a user's embedding. Without a head they are the same.</summary>
public enum EmbeddingState
{
    /// <summary>The pooled state, before the head: what a probe reads.</summary>
    Pooled,

    /// <summary>What comes out of the head: what the loss compares, and so what answers are found by.</summary>
    Head,
}
