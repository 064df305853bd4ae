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
/// </summary>
/// <remarks>
/// When the embedding is the state of one anchor, the gradient of the <i>last</i> hidden states is zero at every other
/// position, so that all weights but the anchor column's are one half. Another <c>source</c> (an earlier layer, the input) or mean
/// pooling gives real guidance. Option: <c>source</c> = last (default), layer:k or input.
/// </remarks>
public sealed class GgsmRecipe : GradientGuidedRecipe
{
    private GgsmRecipe(MaskSchedule schedule, HiddenSource source)
        : base(Registration, schedule, source, ImportanceScaling.Raw)
    {
    }

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "ggsm", "soft mask guided by gradient norms, frozen after warm-up, then opened linearly (as described)",
        MaskPromises.ClosesPadding | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically,
        settings =>
        {
            var options = new OptionReader("ggsm", settings.Options);
            var source = options.Source("source", HiddenSource.LastHidden);
            options.RefuseOthers();
            return new GgsmRecipe(settings.Schedule, source);
        });

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => new Dictionary<string, string> { ["source"] = Source.ToString() };
}
