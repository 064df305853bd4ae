using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Ggsm.Decoder;

/// <summary>Grouped-query attention with an additive bias; scores and softmax in fp32.</summary>
public sealed class Attention : nn.Module
{
    private readonly DecoderConfig config;

    [ComponentName(Name = "q_proj")]
    private readonly Linear query;

    [ComponentName(Name = "k_proj")]
    private readonly Linear key;

    [ComponentName(Name = "v_proj")]
    private readonly Linear value;

    [ComponentName(Name = "o_proj")]
    private readonly Linear output;

    /// <param name="config">The decoder's shape.</param>
    public Attention(DecoderConfig config)
        : base(nameof(Attention))
    {
        this.config = config;
        query = nn.Linear(config.HiddenSize, config.Heads * config.HeadSize);
        key = nn.Linear(config.HiddenSize, config.KeyValueHeads * config.HeadSize);
        value = nn.Linear(config.HiddenSize, config.KeyValueHeads * config.HeadSize);
        output = nn.Linear(config.Heads * config.HeadSize, config.HiddenSize, hasBias: false);
        RegisterComponents();
    }

    /// <summary>Attends within each row of the batch.</summary>
    /// <param name="states"><c>[batch, length, hidden]</c>.</param>
    /// <param name="bias">fp32 <c>[length, length]</c> or <c>[batch, 1, length, length]</c>.</param>
    /// <param name="rotary">The turns of these positions.</param>
    /// <returns>The new states and the attention map <c>[batch, heads, length, length]</c>.</returns>
    internal (Tensor States, Tensor Map) Forward(Tensor states, Tensor bias, RotaryEmbedding rotary)
    {
        var (batch, length) = (states.shape[0], states.shape[1]);
        var q = rotary.Turn(Split(query.call(states), config.Heads));
        var k = Repeat(rotary.Turn(Split(key.call(states), config.KeyValueHeads)));
        var v = Repeat(Split(value.call(states), config.KeyValueHeads));
        var scores = q.matmul(k.transpose(-2, -1)).to(ScalarType.Float32) / Math.Sqrt(config.HeadSize) + bias;
        var map = scores.softmax(-1);
        var mixed = map.to(v.dtype).matmul(v).transpose(1, 2).reshape(batch, length, config.Heads * config.HeadSize);
        return (output.call(mixed), map);

        Tensor Split(Tensor x, int heads) => x.view(batch, length, heads, config.HeadSize).transpose(1, 2);

        Tensor Repeat(Tensor x)
        {
            var group = config.Heads / config.KeyValueHeads;
            return group == 1
                ? x
                : x.unsqueeze(2).expand(batch, config.KeyValueHeads, group, length, config.HeadSize)
                    .reshape(batch, config.Heads, length, config.HeadSize);
        }
    }
}
