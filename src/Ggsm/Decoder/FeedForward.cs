using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>The gated feed-forward part (SwiGLU): <c>down(silu(gate(x)) * up(x))</c>.</summary>
public sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "gate_proj")]
    private readonly Linear gate;

    [ComponentName(Name = "up_proj")]
    private readonly Linear up;

    [ComponentName(Name = "down_proj")]
    private readonly Linear down;

    /// <param name="config">The decoder's shape.</param>
    public FeedForward(DecoderConfig config)
        : base(nameof(FeedForward))
    {
        gate = nn.Linear(config.HiddenSize, config.IntermediateSize, hasBias: false);
        up = nn.Linear(config.HiddenSize, config.IntermediateSize, hasBias: false);
        down = nn.Linear(config.IntermediateSize, config.HiddenSize, hasBias: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => down.call(nn.functional.silu(gate.call(input)) * up.call(input));
}
