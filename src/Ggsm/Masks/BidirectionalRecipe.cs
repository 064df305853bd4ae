namespace Ggsm.Masks;

/// <summary>
/// The future is open from the first step, in training and after it: <c>w_ij = 1</c>. Bidirectional of arXiv 2602.10622, appendix A.4, case (a).
/// Use it to ask what any gradual opening is worth: it is where they all end.
/// </summary>
/// <remarks>It promises closed padding and that nothing ever changes. No options.</remarks>
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
