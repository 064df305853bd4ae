using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>One layer: attention and feed-forward, each after a norm and added to what came in.</summary>
public sealed class DecoderLayer : nn.Module
{
    [ComponentName(Name = "self_attn")]
    private readonly Attention attention;

    [ComponentName(Name = "mlp")]
    private readonly FeedForward feedForward;

    [ComponentName(Name = "input_layernorm")]
    private readonly RmsNorm attentionNorm;

    [ComponentName(Name = "post_attention_layernorm")]
    private readonly RmsNorm feedForwardNorm;

    /// <param name="config">The decoder's shape.</param>
    public DecoderLayer(DecoderConfig config)
        : base(nameof(DecoderLayer))
    {
        attention = new Attention(config);
        feedForward = new FeedForward(config);
        attentionNorm = new RmsNorm(config.HiddenSize, config.NormEpsilon);
        feedForwardNorm = new RmsNorm(config.HiddenSize, config.NormEpsilon);
        RegisterComponents();
    }

    /// <summary>Runs the layer. Intermediate handles are disposed; the graph keeps what backward needs.</summary>
    internal AttentionResult Forward(Tensor states, LayerContext context)
    {
        using var scope = NewDisposeScope();
        var attended = attention.Forward(attentionNorm.call(states), context);
        var between = states + attended.States;
        return new(
            (between + feedForward.Forward(feedForwardNorm.call(between), context)).MoveToOuterDisposeScope(),
            attended.Map?.MoveToOuterDisposeScope(),
            attended.FutureMass?.MoveToOuterDisposeScope());
    }
}
