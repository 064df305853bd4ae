using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>
/// The encoder of one modality's events: <c>x + MLP(LN(x))</c>, <c>[n, size]</c> to <c>[n, size]</c> (arXiv 2602.14492, event encoder).
/// A fresh one changes little.
/// </summary>
public sealed class ModalityEncoder : nn.Module<Tensor, Tensor>
{
    private const int Widening = 2;
    private const double FreshBranch = 0.02;

    private readonly LayerNorm norm;
    private readonly Linear up;
    private readonly Linear down;

    /// <param name="size">Size of a vector.</param>
    public ModalityEncoder(long size)
        : base(nameof(ModalityEncoder))
    {
        norm = nn.LayerNorm(size);
        up = nn.Linear(size, Widening * size);
        down = FreshLinear.Small(Widening * size, size, FreshBranch);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        input + down.call(nn.functional.gelu(up.call(norm.call(input)), GELU.Approximate.none));
}
