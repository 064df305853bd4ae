using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>Grouped-query attention with an additive bias; scores and softmax in fp32.</summary>
public sealed class Attention : nn.Module
{
    private readonly DecoderConfig config;

    [ComponentName(Name = "q_proj")]
    private readonly Projection query;

    [ComponentName(Name = "k_proj")]
    private readonly Projection key;

    [ComponentName(Name = "v_proj")]
    private readonly Projection value;

    [ComponentName(Name = "o_proj")]
    private readonly Projection output;

    /// <param name="config">The decoder's shape.</param>
    public Attention(DecoderConfig config)
        : base(nameof(Attention))
    {
        this.config = config;
        query = new Projection(config.HiddenSize, config.Heads * config.HeadSize, hasBias: true);
        key = new Projection(config.HiddenSize, config.KeyValueHeads * config.HeadSize, hasBias: true);
        value = new Projection(config.HiddenSize, config.KeyValueHeads * config.HeadSize, hasBias: true);
        output = new Projection(config.Heads * config.HeadSize, config.HiddenSize, hasBias: false);
        RegisterComponents();
    }

    /// <summary>Attends within each row of the batch.</summary>
    /// <param name="states"><c>[batch, length, hidden]</c>.</param>
    /// <param name="context">Bias, turns of the positions, and how to compute.</param>
    /// <returns>The new states <c>[batch, length, hidden]</c> and what else was asked for.</returns>
    internal AttentionResult Forward(Tensor states, LayerContext context)
    {
        var (batch, length) = (states.shape[0], states.shape[1]);
        var q = context.Rotary.Turn(Split(query.Forward(states, context), config.Heads));
        var k = ForEveryHead(context.Rotary.Turn(Split(key.Forward(states, context), config.KeyValueHeads)));
        var v = ForEveryHead(Split(value.Forward(states, context), config.KeyValueHeads));
        var isPlain = context.Execution.Attention == AttentionPath.Plain || context.KeepMap || context.Bias.requires_grad;
        var result = isPlain ? PlainAttention.Mix(q, k, v, context) : FusedAttention.Mix(q, k, v, context);
        var mixed = result.States.transpose(1, 2).reshape(batch, length, config.Heads * config.HeadSize);
        return result with { States = output.Forward(mixed, context) };

        Tensor Split(Tensor x, int heads) => x.view(batch, length, heads, config.HeadSize).transpose(1, 2);

        Tensor ForEveryHead(Tensor x) => config.Heads == config.KeyValueHeads ? x : x.repeat_interleave(config.Heads / config.KeyValueHeads, 1);
    }
}
