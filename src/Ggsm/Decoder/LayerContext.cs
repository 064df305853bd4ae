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
    Tensor Bias, RotaryEmbedding Rotary, DecoderExecution Execution, bool KeepMap, bool FutureMass, long? DropoutSeed);
