using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>
/// The adapter of one modality into the decoder's space, norm, linear, GELU, linear: <c>[n, size]</c> to <c>[n, size]</c>
/// (arXiv 2602.10622, architecture; the layers are those of the code of arXiv 2602.14492). A fresh one gives vectors of about
/// the size of fresh token embeddings.
/// </summary>
public sealed class ModalityAdapter : nn.Module<Tensor, Tensor>
{
    private const double UsualGelu = 0.4;

    private readonly LayerNorm norm;
    private readonly Linear up;
    private readonly Linear down;

    /// <param name="size">Size of a vector.</param>
    /// <param name="deviation">Standard deviation of the decoder's fresh token embeddings.</param>
    public ModalityAdapter(long size, double deviation)
        : base(nameof(ModalityAdapter))
    {
        norm = nn.LayerNorm(size);
        up = nn.Linear(size, size);
        down = nn.Linear(size, size);
        using var noGradient = no_grad();
        nn.init.normal_(down.weight!, 0, deviation / (UsualGelu * Math.Sqrt(size)));
        nn.init.zeros_(down.bias!);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        down.call(nn.functional.gelu(up.call(norm.call(input)), GELU.Approximate.none));
}
