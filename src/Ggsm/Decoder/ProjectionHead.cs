using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>What stands between the pooled state and the loss.</summary>
public enum ProjectionHead
{
    /// <summary>Nothing: the pooled state is compared, as in the paper.</summary>
    None,

    /// <summary>One linear layer, <c>[batch, hidden]</c> to <c>[batch, hidden]</c>.</summary>
    Linear,

    /// <summary>The two layers of the released code (<see cref="Projector"/>), <c>[batch, hidden]</c> to <c>[batch, 128]</c>.</summary>
    Mlp,
}

/// <summary>Makes projection heads.</summary>
internal static class ProjectionHeads
{
    private const int MlpSize = 128;

    /// <summary>A fresh head, drawn from the global generator; null for <see cref="ProjectionHead.None"/>.</summary>
    /// <param name="head">The kind.</param>
    /// <param name="hiddenSize">Size of the pooled state.</param>
    public static nn.Module<Tensor, Tensor>? Create(ProjectionHead head, int hiddenSize) => head switch
    {
        ProjectionHead.Linear => FreshLinear.ByWidth(hiddenSize, hiddenSize),
        ProjectionHead.Mlp => new Projector(hiddenSize, outputSize: MlpSize),
        _ => null,
    };

    /// <summary>The size of what the loss compares.</summary>
    public static int SizeOf(ProjectionHead head, int hiddenSize) => head == ProjectionHead.Mlp ? MlpSize : hiddenSize;
}
