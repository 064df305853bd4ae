using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>What every layer of one pass shares.</summary>
/// <param name="Bias">fp32 <c>[length, length]</c> or <c>[batch, 1, length, length]</c>.</param>
/// <param name="Rotary">The turns of the positions.</param>
/// <param name="Execution">How to compute.</param>
/// <param name="KeepMap">Whether attention maps are returned.</param>
/// <param name="FutureMass">Whether the attention on the future is returned.</param>
/// <param name="DropoutSeed">Decides what dropout drops; null drops nothing.</param>
internal sealed record LayerContext(
    Tensor Bias, RotaryEmbedding Rotary, DecoderExecution Execution, bool KeepMap, bool FutureMass, long? DropoutSeed)
{
    /// <summary>The same with a bias that is a leaf of the graph, and takes a gradient where this one does.</summary>
    public LayerContext Detached() => this with { Bias = Bias.detach().requires_grad_(Bias.requires_grad) };

    /// <summary>Hands the tensors to the scope around the current one.</summary>
    public LayerContext MoveToOuterDisposeScope()
    {
        Bias.MoveToOuterDisposeScope();
        Rotary.Cosine.MoveToOuterDisposeScope();
        Rotary.Sine.MoveToOuterDisposeScope();
        return this;
    }
}
