namespace Ggsm.Masks;

/// <summary>How the span of <see cref="SpanSchedulerRecipe"/> grows with alpha.</summary>
public enum SpanGrowth
{
    /// <summary>In proportion to alpha.</summary>
    Linear,

    /// <summary>As (1 - cos(pi alpha)) / 2: slowly at both ends.</summary>
    Cosine,
}
