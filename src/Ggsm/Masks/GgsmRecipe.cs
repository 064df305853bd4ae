namespace Ggsm.Masks;

/// <summary>
/// Gradient-guided soft masking as described (arXiv 2602.10622, equations 4 and 5), each tower by its own gradients:
/// <code>
/// w_ij(t) = sigmoid(|dL/dh_j|)                         t &lt; T_warm
///         = (1 - alpha) sigmoid(|dL_warm/dh_j|) + alpha   T_warm &lt;= t &lt; T_total
///         = 1                                          afterwards and at inference
/// </code>
/// Equation 5 asks at step t for a gradient that exists only after the step; the newest step before it is taken, and norm 0
/// where there is none. L_warm is the loss of step T_warm - 1. Norms are averaged over the sequences that reach a position.
/// The recipe of the paper; its control is <see cref="HalfRecipe"/>. It starts half open, not causal, and ends bidirectional.
/// </summary>
/// <remarks>
/// <para>
/// When the embedding is the state of one anchor, the gradient of the <i>last</i> hidden states is zero at every other
/// position, so that all weights but the anchor column's are one half. Another <c>source</c> (an earlier layer, the input) or mean
/// pooling gives real guidance.
/// </para>
/// <para>
/// Options, beside those of <see cref="MaskGuidance"/>: <c>preset</c> = as-described (default) or as-released, a named set of all of them,
/// which the others given then change one by one, and of the pooling, unless the training configuration names one. The paper gives a
/// value to none of them but by its equations. <see cref="ReleasedDifferences"/> says which points of the released code
/// <c>preset=as-released</c> takes over, and which only <see cref="GgsmReleasedRecipe"/> keeps.
/// </para>
/// </remarks>
public sealed class GgsmRecipe : GradientGuidedRecipe
{
    private readonly GuidancePreset preset;

    private GgsmRecipe(MaskSchedule schedule, GuidancePreset preset, MaskGuidance guidance)
        : base(Registration, schedule, guidance) => this.preset = preset;

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "ggsm", "soft mask guided by gradient norms, frozen after warm-up, then opened linearly (as described)",
        MaskPromises.ClosesPadding | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically,
        settings =>
        {
            var options = new OptionReader("ggsm", settings.Options);
            var preset = options.Choice("preset", GuidancePreset.AsDescribed);
            var guidance = MaskGuidance.Read(options, MaskGuidance.Of(preset));
            options.RefuseOthers();
            return new GgsmRecipe(settings.Schedule, preset, guidance);
        });

    /// <inheritdoc/>
    public override bool PoolsByMean => preset == GuidancePreset.AsReleased;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options =>
        new Dictionary<string, string>(base.Options) { ["preset"] = OptionReader.Write(preset) };
}
