namespace Ggsm.Masks;

/// <summary>What a plan is asked for.</summary>
public enum MaskPhase
{
    /// <summary>A training step; the plan may depend on it.</summary>
    Training,

    /// <summary>Encoding after training: the mask the recipe ends with.</summary>
    Inference,
}
