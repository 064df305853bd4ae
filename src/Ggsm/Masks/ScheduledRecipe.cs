namespace Ggsm.Masks;

/// <summary>
/// A recipe that follows a <see cref="MaskSchedule"/>: it makes its weights from alpha while the schedule runs, and is
/// fully bidirectional when the schedule is over and at inference.
/// </summary>
public abstract class ScheduledRecipe : MaskRecipe
{
    /// <param name="info">The recipe's entry in the registry.</param>
    /// <param name="schedule">When the mask opens.</param>
    protected ScheduledRecipe(MaskRecipeInfo info, MaskSchedule schedule)
        : base(info) => Schedule = schedule;

    /// <summary>When the mask opens.</summary>
    protected MaskSchedule Schedule { get; }

    /// <inheritdoc/>
    public sealed override AttentionPlan Plan(MaskInput input)
    {
        var stage = input.Phase == MaskPhase.Inference ? MaskStage.Open : Schedule.Stage(input.Step);
        if (stage == MaskStage.Open)
            return new AttentionPlan(FutureWeights.Constant(input.Length, 1, input.States.device)) { Stage = stage, Alpha = 1 };

        var alpha = Schedule.Alpha(input.Step);
        return Opening(input, alpha) with { Stage = stage, Alpha = alpha };
    }

    /// <summary>The plan before the schedule is over; stage and alpha are filled in by the caller.</summary>
    /// <param name="input">What to plan for.</param>
    /// <param name="alpha">How far the schedule has opened, in [0, 1): 0 in warm-up.</param>
    protected abstract AttentionPlan Opening(MaskInput input, double alpha);
}
