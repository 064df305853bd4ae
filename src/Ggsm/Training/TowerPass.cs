using Ggsm.Decoder;
using Ggsm.Masks;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>What encoding one tower's batch gave.</summary>
/// <param name="Tower">The tower.</param>
/// <param name="Step">The step of the recipe's clock.</param>
/// <param name="Embeddings">Pooled states, not normalised, <c>[batch, hidden]</c>.</param>
/// <param name="Hidden">Final states, <c>[batch, length, hidden]</c>.</param>
/// <param name="Plan">The mask it ran under.</param>
/// <param name="Padding">True at real positions, <c>[batch, length]</c>.</param>
/// <param name="Copy">Which copy of the decoder ran.</param>
/// <param name="Guiding">The states whose gradient the recipe asked for, with that gradient after backward; null when it asked for none.</param>
public sealed record TowerPass(
    Tower Tower, long Step, Tensor Embeddings, Tensor Hidden, AttentionPlan Plan, Tensor Padding, TowerCopy Copy, Tensor? Guiding)
{
    /// <summary>The modality of each position as <see cref="MaskInput.Modalities"/> marks them, int64 <c>[batch, length]</c>; null when none is marked.</summary>
    public Tensor? Modalities { get; init; }

    /// <summary>The decoder's pass when its layers are to run once more in backward; null when the graph holds them.</summary>
    internal RecomputingForward? Recomputing { get; init; }

    /// <summary>Takes the gradient on through layers that are recomputed; nothing where they are not. Call once, after the loss's own backward.</summary>
    public void FinishBackward() => Recomputing?.Backward();

    /// <summary>
    /// The attention spent on the future, a number for each layer: the weight after softmax on keys j &gt; i, mean over heads and
    /// real queries. Null unless measured (<see cref="TowerEncoder.MeasuresFutureMass"/>).
    /// </summary>
    public IReadOnlyList<double>? FutureMass { get; init; }
}
