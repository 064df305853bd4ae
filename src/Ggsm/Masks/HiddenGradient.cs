using static TorchSharp.torch;

namespace Ggsm.Masks;

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
