using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>Root-mean-square normalisation over the last dimension, computed in fp32, with a learnt scale.</summary>
public sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private readonly double epsilon;
    private readonly Parameter weight;

    /// <param name="size">Size of the last dimension.</param>
    /// <param name="epsilon">Added to the mean square, under the root.</param>
    public RmsNorm(long size, double epsilon)
        : base(nameof(RmsNorm))
    {
        this.epsilon = epsilon;
        weight = nn.Parameter(ones([size], dtype: ScalarType.Float32));
        weight.DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var x = input.to(ScalarType.Float32);
        var scale = (linalg.vector_norm(x, 2.0, [-1], keepdim: true).pow(2) / x.shape[^1] + epsilon).rsqrt();
        return weight * (x * scale).to(input.dtype);
    }
}
