using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Masks;

/// <summary>
/// A small network predicts from each position how open its future is: <c>w_ij = sigmoid(MLP(h_i))</c> for all j &gt; i. Hybrid_mlp of
/// arXiv 2602.10622, appendix A.4. It is trained with the decoder, through the attention bias log w_ij, and predicts after
/// training as well. Use it to compare a learnt opening with scheduled and guided ones.
/// </summary>
/// <remarks>
/// The paper says only that a small MLP predicts the bias for j &gt; i from h_i. Ours are: h_i is the embedded input at i, since the mask
/// must be known before the first layer runs; one network for both towers and all layers; layer norm, linear to <c>hidden</c> units (option,
/// default 64), GELU, linear to one number; default initialisation, so weights start near one half. It promises no limit: the
/// future may stay half open for ever.
/// </remarks>
public sealed class HybridMlpRecipe : MaskRecipe
{
    private readonly Sequential network;

    private HybridMlpRecipe(int stateSize, int hidden)
        : base(Registration) =>
        network = nn.Sequential(nn.LayerNorm(stateSize), nn.Linear(stateSize, hidden), nn.GELU(), nn.Linear(hidden, 1));

    /// <summary>The recipe's entry.</summary>
    public static MaskRecipeInfo Registration { get; } = new(
        "hybrid-mlp", "a small network, trained with the decoder, predicts how open each position's future is",
        MaskPromises.ClosesPadding,
        (settings, options) => new HybridMlpRecipe(settings.RequireHiddenSize("hybrid-mlp"), options.Count("hidden", 64, 1, 65536)));

    /// <inheritdoc/>
    public override nn.Module Learnable => network;

    /// <inheritdoc/>
    public override AttentionPlan Plan(MaskInput input)
    {
        using var scope = NewDisposeScope();
        var weights = network.call(input.States).sigmoid().expand(-1, -1, input.Length);
        return new AttentionPlan(weights.MoveToOuterDisposeScope());
    }
}
