namespace Ggsm.Masks;

/// <summary>
/// The clock of a mask transition: warm-up, then a linear opening, then open (arXiv 2602.10622, equation 5).
/// Steps are counted from 0 by the recipe's <see cref="MaskClock"/>.
/// </summary>
/// <param name="WarmUpSteps">T_warm, the first step of the opening.</param>
/// <param name="TotalSteps">T_total, the first step at which the mask is fully open.</param>
public sealed record MaskSchedule(long WarmUpSteps, long TotalSteps)
{
    /// <summary>T_warm, at least 0.</summary>
    public long WarmUpSteps { get; init; } = WarmUpSteps >= 0
        ? WarmUpSteps
        : throw new BadInputException($"{WarmUpSteps} warm-up steps; expected 0 or more.", field: "mask warm-up");

    /// <summary>T_total, at least T_warm.</summary>
    public long TotalSteps { get; init; } = TotalSteps >= WarmUpSteps
        ? TotalSteps
        : throw new BadInputException($"the mask is to be open at step {TotalSteps}, before its warm-up ends at step {WarmUpSteps}.",
            field: "mask schedule", remedy: "Give a total of at least the warm-up steps.");

    /// <summary>
    /// alpha at a step: 0 up to <see cref="WarmUpSteps"/>, 1 from <see cref="TotalSteps"/>, linear between.
    /// </summary>
    public double Alpha(long step) =>
        step >= TotalSteps ? 1 : step <= WarmUpSteps ? 0 : (double)(step - WarmUpSteps) / (TotalSteps - WarmUpSteps);

    /// <summary>Where a step stands.</summary>
    public SchedulePhase Phase(long step) =>
        step >= TotalSteps ? SchedulePhase.Open : step < WarmUpSteps ? SchedulePhase.WarmUp : SchedulePhase.Schedule;
}

/// <summary>Where a recipe stands in its transition.</summary>
public enum SchedulePhase
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

/// <summary>What a recipe counts as one step. The two differ only under gradient accumulation.</summary>
public enum MaskClock
{
    /// <summary>One step for each optimiser update.</summary>
    Update,

    /// <summary>One step for each micro-batch, as the released code counts: with accumulation over n the mask finishes n times earlier.</summary>
    MicroBatch,
}
