namespace Ggsm.Masks;

/// <summary>
/// Half open through warm-up, then linear from one half: <c>w_ij = (1 - alpha) / 2 + alpha</c>. No gradient is looked at.
/// </summary>
/// <remarks>
/// This is <see cref="GgsmRecipe"/> (arXiv 2602.10622, equation 5) with every importance zero: sigmoid(0) = 1/2. With anchor
/// pooling and the gradient of the last hidden states, ggsm comes to just that in every column but the anchors'. It is the control that
/// tells what the gradients add from what an early soft opening does by itself. It does not start causal; it ends bidirectional, never
/// closes a pair again, and closes padding. No options.
/// </remarks>
public sealed class HalfRecipe : ScheduledRecipe
{
    private HalfRecipe(MaskSchedule schedule)
        : base(Registration, schedule)
    {
    }

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "half", "half open through warm-up, then linear: ggsm without its gradients, the control",
        MaskPromises.ClosesPadding | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically,
        settings =>
        {
            new OptionReader("half", settings.Options).RefuseOthers();
            return new HalfRecipe(settings.Schedule);
        });

    /// <inheritdoc/>
    protected override AttentionPlan Opening(MaskInput input, double alpha) =>
        new(FutureWeights.Constant(input.Length, ((1 - alpha) / 2) + alpha, input.States.device));
}
