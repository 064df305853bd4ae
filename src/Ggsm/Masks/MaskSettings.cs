namespace Ggsm.Masks;

/// <summary>What a recipe is made from.</summary>
/// <param name="Schedule">Warm-up and total steps, in the recipe's clock.</param>
public sealed record MaskSettings(MaskSchedule Schedule)
{
    /// <summary>The decoder's hidden size, for recipes with parameters of their own.</summary>
    public int HiddenSize { get; init; }

    /// <summary>The recipe's own options, by name; an unknown one is an error.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary><see cref="HiddenSize"/>, for a recipe that cannot be made without it.</summary>
    /// <exception cref="BadInputException">It was not given.</exception>
    public int RequireHiddenSize(string recipe) => HiddenSize > 0
        ? HiddenSize
        : throw new BadInputException($"the recipe {recipe} has parameters of its own and must know the decoder's hidden size.",
            field: "hidden size", remedy: "Give MaskSettings with HiddenSize.");
}
