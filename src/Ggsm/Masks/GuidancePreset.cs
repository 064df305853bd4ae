namespace Ggsm.Masks;

/// <summary>A named set of <see cref="MaskGuidance"/> and pooling.</summary>
public enum GuidancePreset
{
    /// <summary>The paper's equations: <see cref="MaskGuidance.AsDescribed"/>, pooled at the anchor.</summary>
    AsDescribed,

    /// <summary>What the authors' code does, as far as options can say it: <see cref="MaskGuidance.AsReleased"/>, pooled by the mean.</summary>
    AsReleased,
}
