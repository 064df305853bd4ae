using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>
/// The user segment sees itself in both directions, all that follows is causal: <c>w_ij = 1</c> where both i and j lie in the
/// user segment, else 0. The hybrid attention of the introduction of arXiv 2602.10622.
/// </summary>
/// <remarks>
/// It stays so, in training and after it. Use it where one history answers many instructions: the states of the user segment do
/// not depend on what follows, so they can be computed once and kept. An input without a marked user segment (<see cref="MaskInput.Segments"/>
/// is null: an answer, or a plain text query) is causal throughout. With the option <c>within</c> = modality (default history) a
/// position sees ahead within its own modality alone, between and with its tags. It promises closed padding and that the weights of an
/// input never change.
/// </remarks>
public sealed class PrefixRecipe : MaskRecipe
{
    private const long UserSegment = 0;
    private const long NoModality = -1;

    private readonly PrefixSpan within;

    private PrefixRecipe(PrefixSpan within)
        : base(Registration) => this.within = within;

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "prefix", "the user segment is bidirectional, the rest causal, in training and after it",
        MaskPromises.ClosesPadding | MaskPromises.OpensMonotonically | MaskPromises.Constant,
        settings =>
        {
            var options = new OptionReader("prefix", settings.Options);
            var within = options.Choice("within", PrefixSpan.History);
            options.RefuseOthers();
            return new PrefixRecipe(within);
        });

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Options => new Dictionary<string, string> { ["within"] = OptionReader.Write(within) };

    /// <inheritdoc/>
    public override AttentionPlan Plan(MaskInput input)
    {
        if (input.Segments is not { } segments || (within == PrefixSpan.Modality && input.Modalities is null))
            return new AttentionPlan(FutureWeights.Constant(input.Length, 0, input.States.device));

        using var scope = NewDisposeScope();
        var user = segments.eq(UserSegment);
        var both = user.unsqueeze(1).logical_and(user.unsqueeze(2));
        if (within == PrefixSpan.Modality)
        {
            var modality = input.Modalities!;
            both = both.logical_and(modality.unsqueeze(1).eq(modality.unsqueeze(2))).logical_and(modality.ne(NoModality).unsqueeze(1));
        }

        return new AttentionPlan(both.to(ScalarType.Float32).MoveToOuterDisposeScope());
    }
}
