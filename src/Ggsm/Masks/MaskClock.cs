namespace Ggsm.Masks;

/// <summary>What a recipe counts as one step. The two differ only under gradient accumulation.</summary>
public enum MaskClock
{
    /// <summary>One step for each optimiser update.</summary>
    Update,

    /// <summary>One step for each micro-batch, as the released code counts: with accumulation over n the mask finishes n times earlier.</summary>
    MicroBatch,
}
