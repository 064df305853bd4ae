using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>
/// What a forward pass gives. All tensors are part of the graph: call <c>retain_grad()</c> on any of them before backward
/// to read its gradient afterwards. They belong to the caller's dispose scope.
/// </summary>
/// <param name="LastHiddenState">The final states after the closing norm, <c>[batch, length, hidden]</c>.</param>
public sealed record DecoderOutput(Tensor LastHiddenState)
{
    /// <summary>
    /// The embedded input and the output of each layer, <c>Layers + 1</c> tensors <c>[batch, length, hidden]</c>, all before the
    /// closing norm (Hugging Face replaces the last one by <see cref="LastHiddenState"/>). Null unless asked for.
    /// </summary>
    public IReadOnlyList<Tensor>? HiddenStates { get; init; }

    /// <summary>The attention of each layer after softmax, <c>[batch, heads, length, length]</c>. Null unless asked for.</summary>
    public IReadOnlyList<Tensor>? AttentionMaps { get; init; }

    /// <summary>
    /// The attention actually spent on the future: for each layer and query i the sum of the weights of keys j &gt; i after softmax,
    /// mean over heads, <c>[layers, batch, length]</c>, outside the graph (<see cref="Decoder.FutureMass.PerLayer"/> sums it up).
    /// Null unless asked for.
    /// </summary>
    public Tensor? FutureMass { get; init; }
}
