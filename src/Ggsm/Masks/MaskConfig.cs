namespace Ggsm.Masks;

/// <summary>The mask recipe of a run, its options, and when the future opens.</summary>
public sealed record MaskConfig
{
    /// <summary>The mask recipe, a name of <c>MaskRecipes.Names</c>.</summary>
    public string Recipe { get; init; } = "ggsm";

    /// <summary>
    /// The recipe's own options, by name: among them the mask's clock (<c>clock</c>: <c>update</c> or <c>micro-batch</c>)
    /// and where the gradient that guides it is taken (<c>source</c>: <c>last</c>, <c>input</c> or <c>layer:k</c>).
    /// The gradient of the last hidden states guides nothing: where the anchor is the embedding it is zero but at the anchor, where the
    /// mean is, the same at all positions of a user. The trainer takes the input embeddings unless a source or a <c>preset</c> is
    /// given here; the paper's literal reading is <c>last</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>T_warm as a share of the run's steps; the paper gives none, the released code 0.1.</summary>
    public double Warmup { get; init; } = 0.1;

    /// <summary>About how many times along the run the mask is written to <c>masks.jsonl</c>; first and last step always are.</summary>
    public int Snapshots { get; init; } = 20;
}
