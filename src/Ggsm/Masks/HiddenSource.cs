using System.Globalization;

namespace Ggsm.Masks;

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
