namespace Ggsm.Masks;

/// <summary>The future stays closed: w_ij = 0. The mask decoders are pretrained with, and the floor of every comparison.</summary>
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
