namespace Ggsm.Masks;

/// <summary>
/// The whole future opens alike, in step with the schedule: <c>w_ij = alpha</c>. Causal through warm-up, bidirectional at the end.
/// The plainest transition there is, and the one the released code falls back to where it has no importance.
/// Use it to ask whether anything finer than a common weight is worth its trouble.
/// </summary>
/// <remarks>It starts causal, ends bidirectional, never closes a pair again, and closes padding. No options.</remarks>
public sealed class LinearRecipe : ScheduledRecipe
{
    private LinearRecipe(MaskSchedule schedule)
        : base(Registration, schedule)
    {
    }

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "linear", "the whole future opens alike, w = alpha",
        MaskPromises.ClosesPadding | MaskPromises.StartsCausal | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically,
        settings =>
        {
            new OptionReader("linear", settings.Options).RefuseOthers();
            return new LinearRecipe(settings.Schedule);
        });

    /// <inheritdoc/>
    protected override AttentionPlan Opening(MaskInput input, double alpha) =>
        new(FutureWeights.Constant(input.Length, alpha, input.States.device));
}
