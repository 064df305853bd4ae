using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>y = x Wᵀ + b.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
    {
        (in_features, out_features) = (inputSize, outputSize);
        weight = new Parameter(empty(outputSize, inputSize, dtype, device));
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (!hasBias)
            return;
        double bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
        bias = new Parameter(empty(outputSize, dtype, device));
        nn.init.uniform_(bias, -bound, bound);
    }

    internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
    {
        (in_features, out_features) = (weight.size(1), weight.size(0));
        this.weight = weight;
        this.bias = bias;
    }

    public long in_features { get; set; }

    public long out_features { get; set; }

    public Parameter weight
    {
        get => _internal_params[nameof(weight)];
        set => ConditionallyRegisterParameter(nameof(weight), (Parameter)value.DetachFromDisposeScope());
    }

    public Parameter? bias
    {
        get => _internal_params.TryGetValue(nameof(bias), out Parameter? found) ? found : null;
        set => ConditionallyRegisterParameter(nameof(bias), (Parameter?)value?.DetachFromDisposeScope());
    }

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
}
