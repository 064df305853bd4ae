using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>How a decoder computes: decides speed, memory and rounding, never what is computed.</summary>
public sealed record DecoderExecution
{
    /// <summary>How attention is computed.</summary>
    public AttentionPath Attention { get; init; } = AttentionPath.Auto;

    /// <summary>The number type of the matrix products.</summary>
    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>
    /// Whether training steps should run the layers once more in backward instead of keeping their insides: read by whoever
    /// takes the loss backward, who then calls <see cref="DecoderModel.ForwardRecomputing"/> instead of <see cref="DecoderModel.Forward"/>.
    /// </summary>
    public bool Recompute { get; init; }

    /// <summary>A matrix or its factor in the type of the products; itself when it has that type already.</summary>
    internal Tensor Cast(Tensor x)
    {
        var type = Precision == Precision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
        return x.dtype == type ? x : x.to(type);
    }

    /// <summary><c>x W^T + b</c> in the type of the products.</summary>
    internal Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null) =>
        nn.functional.linear(Cast(x), Cast(weight), bias is null ? null : Cast(bias));
}
