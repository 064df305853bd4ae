namespace Ggsm.Masks;

/// <summary>What a recipe promises of its weights beyond the laws every recipe meets; tests hold it to them.</summary>
[Flags]
public enum MaskPromises
{
    /// <summary>Nothing beyond the laws.</summary>
    None = 0,

    /// <summary>Padding keys are closed.</summary>
    ClosesPadding = 1,

    /// <summary>At step 0 every future weight is zero, unless the schedule is over at step 0.</summary>
    StartsCausal = 2,

    /// <summary>At the end of the schedule, and at inference, every future weight is one.</summary>
    EndsBidirectional = 4,

    /// <summary>After warm-up no future weight ever falls.</summary>
    OpensMonotonically = 8,

    /// <summary>The weights never change.</summary>
    Constant = 16,
}
