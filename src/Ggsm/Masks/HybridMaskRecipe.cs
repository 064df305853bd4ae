namespace Ggsm.Masks;

/// <summary>
/// The soft mask of <see cref="GgsmRecipe"/>, guided by a frozen user tower: the gradients are those of a copy of the decoder kept
/// from the start of the run, not of the decoder in training.
/// <code>
/// w_ij(t) = sigmoid(|dL0/dh0_j|)                          t &lt; T_warm      (L0, h0: loss and states of the frozen copy)
///         = (1 - alpha) sigmoid(|dL0_warm/dh0_j|) + alpha    T_warm &lt;= t &lt; T_total
///         = 1                                             afterwards and at inference
/// </code>
/// Hybrid_mask of arXiv 2602.10622, appendix A.4. Use it to ask whether the mask must follow the model as it learns, or whether what the
/// initial model finds important will do. It starts half open and ends bidirectional.
/// </summary>
/// <remarks>
/// <para>
/// The paper says no more than that the gradients come from a frozen left tower. Ours: in warm-up the copy runs each micro-batch first, both
/// towers, under the causal mask it was pretrained with; the gradients of its loss arrive before the live plan, so the step is masked by its own
/// gradients and not by those of the step before (micro-batches of one update are joined as they come). The user tower's gradients
/// mask both towers, as in the authors' code; with <c>guide=own</c> the copy's answer tower masks the answers.
/// </para>
/// <para>
/// Options: those of <see cref="MaskGuidance"/>, with <c>guide</c> = user by default; <c>per=sequence</c>, which needs guide=own, masks each row by its own
/// gradient and goes on doing so until T_total. Cost: one more set of weights in memory and checkpoints, and about twice the time
/// for each step that learns; after the last of them the copy is freed.
/// </para>
/// </remarks>
public sealed class HybridMaskRecipe : GradientGuidedRecipe
{
    private HybridMaskRecipe(MaskSchedule schedule, MaskGuidance guidance)
        : base(Registration, schedule, guidance, frozen: true)
    {
    }

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "hybrid-mask", "ggsm's soft mask, guided by the gradients of a frozen copy of the initial decoder",
        MaskPromises.ClosesPadding | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically,
        settings =>
        {
            var options = new OptionReader("hybrid-mask", settings.Options);
            var guidance = MaskGuidance.Read(options, MaskGuidance.AsDescribed with { Guide = GuidingTower.User });
            options.RefuseOthers();
            return new HybridMaskRecipe(settings.Schedule, guidance);
        });
}
