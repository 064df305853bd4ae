using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>
/// One of the seven projections of a layer, <c>x W^T + b</c>, with a low-rank way beside it where LoRA is in use.
/// Its parameters are <c>weight</c>, <c>bias</c>, <c>lora_A.weight</c> and <c>lora_B.weight</c>, as PEFT names them.
/// </summary>
public sealed class Projection : nn.Module
{
    internal const string LoraA = "lora_A";
    internal const string LoraB = "lora_B";

    private readonly Parameter weight;
    private readonly Parameter? bias;
    private LoraBranch? lora;
    private bool merged;

    /// <summary>A projection with weights drawn as <c>nn.Linear</c> draws them.</summary>
    /// <param name="inputs">Size of the last dimension that comes in.</param>
    /// <param name="outputs">Size of the last dimension that goes out.</param>
    /// <param name="hasBias">Whether a bias is added.</param>
    public Projection(long inputs, long outputs, bool hasBias)
        : base(nameof(Projection))
    {
        weight = Fresh([outputs, inputs]);
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (hasBias)
        {
            bias = Fresh([outputs]);
            nn.init.uniform_(bias, -1 / Math.Sqrt(inputs), 1 / Math.Sqrt(inputs));
        }

        RegisterComponents();
    }

    internal Tensor Forward(Tensor x, LayerContext context)
    {
        var projected = context.Execution.Linear(x, weight, bias);
        return lora is null || merged ? projected : projected + lora.Forward(x, context);
    }

    internal void AddLora(LoraConfig config, int number)
    {
        lora = LoraBranch.Create(weight.shape[1], weight.shape[0], config, number);
        foreach (var (name, part) in new[] { (LoraA, lora.A), (LoraB, lora.B) })
        {
            part.to(weight.device);
            register_module(name, part);
        }
    }

    internal void Merge(bool merge)
    {
        if (lora is null)
            return;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        weight.add_(merge ? lora.Delta() : -lora.Delta());
        merged = merge;
    }

    private static Parameter Fresh(long[] shape)
    {
        var parameter = nn.Parameter(empty(shape, dtype: ScalarType.Float32));
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
