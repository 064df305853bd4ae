namespace Ggsm.Masks;

/// <summary>Where a recipe stands in its transition.</summary>
public enum MaskStage
{
    /// <summary>The recipe has no transition.</summary>
    Constant,

    /// <summary>Before the schedule starts; importance may still be learnt.</summary>
    WarmUp,

    /// <summary>Opening by the schedule, from frozen importance where the recipe has any.</summary>
    Schedule,

    /// <summary>The transition is over.</summary>
    Open,
}
