using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Rows of a table, looked up by number.</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly long paddingIndex;

    internal Embedding(Parameter table, long? padding_idx) : base(nameof(Embedding))
    {
        paddingIndex = padding_idx is { } index ? (index < 0 ? index + table.size(0) : index) : -1;
        weight = table;
    }

    public Parameter? weight
    {
        get => _internal_params[nameof(weight)];
        set => ConditionallyRegisterParameter(nameof(weight), (Parameter?)value?.DetachFromDisposeScope());
    }

    public override Tensor forward(Tensor input) => Aten.Call("embedding", weight, input, paddingIndex);
}
