using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimiser remembers about one parameter.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void LoadStateDict(OptimizerState source);

    public abstract void Initialize(OptimizerOptions options);

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    public virtual void to(Device device)
    {
    }

    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Device device)
    {
        Tensor? old = result;
        result = reader.ReadBoolean() ? Tensor.Load(reader).to(device, disposeAfter: true).DetachFromDisposeScope() : null;
        old?.Dispose();
    }

    private protected Tensor Moment() => _parameter.zeros_like().DetachFromDisposeScope();

    private protected static void Replace(ref Tensor? own, Tensor? value)
    {
        Tensor? old = own;
        own = value?.DetachFromDisposeScope();
        if (!ReferenceEquals(old, own))
            old?.Dispose();
    }

    private protected Tensor? Copy(Tensor? source) => source?.to(_parameter.device, copy: true);
}
