namespace Ggsm.Masks;

/// <summary>The future is open from the first step: w_ij = 1.</summary>
public sealed class BidirectionalRecipe : MaskRecipe
{
    private BidirectionalRecipe()
        : base(Registration)
    {
    }

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "bidirectional", "the future is open from the first step",
        MaskPromises.ClosesPadding | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically | MaskPromises.Constant,
        settings =>
        {
            new OptionReader("bidirectional", settings.Options).RefuseOthers();
            return new BidirectionalRecipe();
        });

    /// <inheritdoc/>
    public override AttentionPlan Plan(MaskInput input) =>
        new(FutureWeights.Constant(input.Length, 1, input.States.device));
}
