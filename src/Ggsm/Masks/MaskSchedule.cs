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
    public MaskStage Stage(long step) =>
        step >= TotalSteps ? MaskStage.Open : step < WarmUpSteps ? MaskStage.WarmUp : MaskStage.Schedule;
}
