using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The Gaussian error linear unit as a module.</summary>
public sealed class GELU : ParameterLessModule<Tensor, Tensor>
{
    internal GELU(Approximate approximate, bool inplace) : base(nameof(GELU)) =>
        (this.approximate, this.inplace) = (approximate, inplace);

    /// <summary>The exact function, or its form by the hyperbolic tangent.</summary>
    public enum Approximate
    {
        none,
        tanh,
    }

    public Approximate approximate { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.gelu(tensor, approximate, inplace);
}
