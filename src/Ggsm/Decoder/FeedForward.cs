using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>The gated feed-forward part (SwiGLU): <c>down(silu(gate(x)) * up(x))</c>.</summary>
public sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    private readonly Linear gate;
    private readonly Linear up;
    private readonly Linear down;

    /// <param name="config">The decoder's shape.</param>
    public FeedForward(DecoderConfig config)
        : base(nameof(FeedForward))
    {
        gate = nn.Linear(config.HiddenSize, config.IntermediateSize, hasBias: false);
        up = nn.Linear(config.HiddenSize, config.IntermediateSize, hasBias: false);
        down = nn.Linear(config.IntermediateSize, config.HiddenSize, hasBias: false);
        register_module("gate_proj", gate);
        register_module("up_proj", up);
        register_module("down_proj", down);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => down.call(nn.functional.silu(gate.call(input)) * up.call(input));
}
