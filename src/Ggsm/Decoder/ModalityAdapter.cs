using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>
/// The adapter of one modality into the decoder's space: <c>d LN(x) + MLP(LN(x))</c>, <c>[n, size]</c> to <c>[n, size]</c>
/// (arXiv 2602.10622, architecture; the layers are those of the code of arXiv 2602.14492, the way around them is ours). A fresh one
/// does little but scale to d, the size of fresh token embeddings: what is made of token embeddings is in the decoder's space already, and
/// from an adapter of random directions a small decoder took several times as long to learn.
/// </summary>
public sealed class ModalityAdapter : nn.Module<Tensor, Tensor>
{
    private const double FreshShare = 0.1;
    private const double UsualGelu = 0.4;

    private readonly LayerNorm norm;
    private readonly Linear up;
    private readonly Linear down;
    private readonly double deviation;

    /// <param name="size">Size of a vector.</param>
    /// <param name="deviation">Standard deviation of the decoder's fresh token embeddings.</param>
    public ModalityAdapter(long size, double deviation)
        : base(nameof(ModalityAdapter))
    {
        norm = nn.LayerNorm(size);
        up = nn.Linear(size, size);
        down = FreshLinear.Small(size, size, FreshShare * deviation / (UsualGelu * Math.Sqrt(size)));
        this.deviation = deviation;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var normed = norm.call(input);
        return (normed * deviation) + down.call(nn.functional.gelu(up.call(normed), GELU.Approximate.none));
    }
}
