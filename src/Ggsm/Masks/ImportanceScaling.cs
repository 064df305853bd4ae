namespace Ggsm.Masks;

/// <summary>
/// What is done to importance before the sigmoid. Mean and standard deviation are taken over the positions that are some query's
/// future (all but the first) and that some sequence reached; a position nobody reached stays 0, which the
/// sigmoid makes one half.
/// </summary>
public enum ImportanceScaling
{
    /// <summary>Nothing: weights lie in [1/2, 1) and depend on the size of the gradients, so on loss, batch and model.</summary>
    Raw,

    /// <summary>Divided by its mean: weights lie in [1/2, 1), an average position has sigmoid(1) = 0.73.</summary>
    MeanScaled,

    /// <summary>Mean taken off, divided by the standard deviation: an average position has one half, weaker ones less.</summary>
    ZScore,
}
