using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>What attention gives.</summary>
/// <param name="States">The new states.</param>
/// <param name="Map">The weights after softmax, <c>[batch, heads, length, length]</c>; null unless asked for.</param>
/// <param name="FutureMass">The weight on later keys, mean over heads, <c>[batch, length]</c>; null unless asked for.</param>
internal readonly record struct AttentionResult(Tensor States, Tensor? Map, Tensor? FutureMass);
