using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>
/// The low-dimensional head of the released code: <c>[batch, hidden]</c> to <c>[batch, 512]</c>, exact GELU, to <c>[batch, 128]</c>.
/// The paper has none. Fresh weights have a standard deviation of one over the root of the width they read, fresh biases are zero.
/// </summary>
public sealed class Projector : nn.Module<Tensor, Tensor>
{
    private readonly Sequential mlp;

    /// <param name="inputSize">Size of the pooled state.</param>
    /// <param name="innerSize">Size between the two layers.</param>
    /// <param name="outputSize">Size of the embedding.</param>
    public Projector(long inputSize, long innerSize = 512, long outputSize = 128)
        : base(nameof(Projector))
    {
        mlp = nn.Sequential(FreshLinear.ByWidth(inputSize, innerSize), nn.GELU(), FreshLinear.ByWidth(innerSize, outputSize));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => mlp.call(input);
}
