namespace Ggsm.Masks;

/// <summary>
/// The future stays closed, in training and after it: <c>w_ij = 0</c>. Causal of arXiv 2602.10622, appendix A.4. The mask decoders are
/// pretrained with, and the floor of every comparison; use it also where the states of a prefix must be computed once and kept.
/// </summary>
/// <remarks>It promises closed padding and that nothing ever changes. No options.</remarks>
public sealed class CausalRecipe : MaskRecipe
{
    private CausalRecipe()
        : base(Registration)
    {
    }

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "causal", "the future stays closed, in training and after it",
        MaskPromises.ClosesPadding | MaskPromises.StartsCausal | MaskPromises.OpensMonotonically | MaskPromises.Constant,
        settings =>
        {
            new OptionReader("causal", settings.Options).RefuseOthers();
            return new CausalRecipe();
        });

    /// <inheritdoc/>
    public override AttentionPlan Plan(MaskInput input) =>
        new(FutureWeights.Constant(input.Length, 0, input.States.device));
}
