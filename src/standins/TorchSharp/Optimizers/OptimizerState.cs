using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimiser remembers about one parameter.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    public abstract void Initialize(OptimizerOptions options);

    private protected Tensor Moment() => _parameter.zeros_like().DetachFromDisposeScope();

    private protected static void Replace(ref Tensor? own, Tensor? value)
    {
        Tensor? old = own;
        own = value?.DetachFromDisposeScope();
        if (!ReferenceEquals(old, own))
            old?.Dispose();
    }
}
