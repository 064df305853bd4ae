using System.Globalization;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>
/// A recipe's wish to see dL/dh. The trainer retains that gradient in backward and hands it to
/// <see cref="MaskRecipe.Observe"/>. For another copy than the live one it runs that copy first, under the plan the recipe gives
/// for it, so that the gradient of a step arrives before that step's live plan. Both towers must ask for the same copy
/// or for none.
/// </summary>
/// <param name="Source">Which states.</param>
/// <param name="Copy">The decoder in training, or a pass ahead of it.</param>
public sealed record GradientRequest(HiddenSource Source, TowerCopy Copy = TowerCopy.Live);

/// <summary>
/// A place in the decoder whose states, or their gradient, somebody wants: 0 is the embedded input, k the output of
/// layer k counted from 1, and <see cref="LastHidden"/> the final states after the closing norm.
/// </summary>
public readonly record struct HiddenSource
{
    private const int Last = -1;

    private HiddenSource(int index) => Index = index;

    /// <summary>The embedded input, before the first layer.</summary>
    public static HiddenSource InputEmbeddings { get; } = new(0);

    /// <summary>The final hidden states, after the closing norm.</summary>
    public static HiddenSource LastHidden { get; } = new(Last);

    /// <summary>Whether this is <see cref="LastHidden"/>, whatever the number of layers.</summary>
    public bool IsLast => Index == Last;

    /// <summary>0 for the embedded input, k for the output of layer k; negative for <see cref="LastHidden"/>.</summary>
    public int Index { get; }

    /// <summary>The output of one layer, counted from 1.</summary>
    public static HiddenSource Layer(int number) =>
        number >= 1 ? new(number) : throw new ArgumentOutOfRangeException(nameof(number), number, "Layers are counted from 1.");

    /// <summary>Reads <c>last</c>, <c>input</c> or <c>layer:k</c>, the form <see cref="ToString"/> writes.</summary>
    /// <exception cref="BadInputException">The text is none of these.</exception>
    public static HiddenSource Parse(string text)
    {
        if (text == "last")
            return LastHidden;
        if (text == "input")
            return InputEmbeddings;
        if (text.StartsWith("layer:", StringComparison.Ordinal)
            && NumberText.TryCount(text.AsSpan(6), out var number) && number >= 1)
            return Layer(number);
        throw new BadInputException($"'{text}' is no place in the decoder.", field: "source",
            remedy: "Give last, input, or layer:k with layers counted from 1.");
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Index switch { Last => "last", 0 => "input", _ => string.Create(CultureInfo.InvariantCulture, $"layer:{Index}") };
}

/// <summary>The gradient of the loss with respect to one tower's hidden states, after backward.</summary>
/// <param name="Tower">The tower it belongs to.</param>
/// <param name="Step">The step of the recipe's clock whose loss this is; several micro-batches may share one.</param>
/// <param name="Gradient">
/// <c>[batch, length, hidden]</c>, of the micro-batch's own loss: not divided by the number of accumulated micro-batches,
/// and before clipping. Under a gradient cache its norms alone, <c>[batch, length, 1]</c>: a norm over the last dimension is the
/// same in both, and is all a recipe may rely on.
/// </param>
/// <param name="Padding">bool <c>[batch, length]</c>, true at real positions.</param>
/// <param name="Copy">Which copy of the decoder gave it.</param>
/// <param name="Accumulation">Over how many micro-batches the trainer averages the loss.</param>
public sealed record HiddenGradient(
    Tower Tower, long Step, Tensor Gradient, Tensor Padding, TowerCopy Copy = TowerCopy.Live, int Accumulation = 1);
