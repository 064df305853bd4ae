using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>What attention gives.</summary>
/// <param name="States">The new states.</param>
/// <param name="Map">The weights after softmax, <c>[batch, heads, length, length]</c>; null unless asked for.</param>
/// <param name="FutureMass">The weight on later keys, mean over heads, <c>[batch, length]</c>; null unless asked for.</param>
internal readonly record struct AttentionResult(Tensor States, Tensor? Map, Tensor? FutureMass)
{
    /// <summary>The maps of all layers for the scope around the current one; null unless asked for.</summary>
    public static IReadOnlyList<Tensor>? Maps(IEnumerable<AttentionResult> layers, DecoderInput input) =>
        input.AttentionMaps ? [.. layers.Select(layer => layer.Map!.MoveToOuterDisposeScope())] : null;

    /// <summary>The future mass of all layers, <c>[layers, batch, length]</c>, for the scope around the current one; null unless asked for.</summary>
    public static Tensor? FutureMasses(IEnumerable<AttentionResult> layers, DecoderInput input) =>
        input.FutureMass ? stack(layers.Select(layer => layer.FutureMass!)).MoveToOuterDisposeScope() : null;
}
