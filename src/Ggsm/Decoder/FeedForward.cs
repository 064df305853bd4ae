using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>The gated feed-forward part (SwiGLU): <c>down(silu(gate(x)) * up(x))</c>.</summary>
public sealed class FeedForward : nn.Module
{
    [ComponentName(Name = "gate_proj")]
    private readonly Projection gate;

    [ComponentName(Name = "up_proj")]
    private readonly Projection up;

    [ComponentName(Name = "down_proj")]
    private readonly Projection down;

    /// <param name="config">The decoder's shape.</param>
    public FeedForward(DecoderConfig config)
        : base(nameof(FeedForward))
    {
        gate = new Projection(config.HiddenSize, config.IntermediateSize, hasBias: false);
        up = new Projection(config.HiddenSize, config.IntermediateSize, hasBias: false);
        down = new Projection(config.IntermediateSize, config.HiddenSize, hasBias: false);
        RegisterComponents();
    }

    internal Tensor Forward(Tensor states, LayerContext context) =>
        down.Forward(nn.functional.silu(gate.Forward(states, context)) * up.Forward(states, context), context);
}
