using Ggsm.Decoder;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Decoder;

public sealed class PrecisionTests : IDisposable
{
    private const int Length = 6;
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly DecoderModel decoder = TestTensors.Decoder(TestTensors.SmallConfig with { InitializerRange = 0.1 });
    private readonly Tensor ids = TestTensors.Ids(new Random(3), 2, Length);

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(AttentionPath.Plain)]
    [InlineData(AttentionPath.Auto)]
    public void States_and_gradients_agree_with_fp32_to_a_hundredth_and_are_not_equal(AttentionPath path)
    {
        var (exact, exactGradients) = Run(Precision.Fp32, path);
        var (rounded, roundedGradients) = Run(Precision.Bf16, path);

        Assert.NotEqual(exact, rounded);
        Assert.True(Distance(exact, rounded) < 0.01);
        Assert.Equal(exactGradients.Keys, roundedGradients.Keys);
        Assert.All(exactGradients, g => Assert.True(Distance(g.Value, roundedGradients[g.Key]) < 0.04, $"{g.Key}: {Distance(g.Value, roundedGradients[g.Key])}"));
    }

    [Fact]
    public void Weights_gradients_states_logits_and_attention_stay_fp32()
    {
        decoder.Execution = new() { Precision = Precision.Bf16 };
        var output = decoder.Forward(DecoderInput.OfIds(ids, Bias()) with { HiddenStates = true, AttentionMaps = true });
        var logits = decoder.Logits(output.LastHiddenState);
        logits.pow(2).sum().backward();

        Assert.All(
            [output.LastHiddenState, logits, .. output.HiddenStates!, .. output.AttentionMaps!, .. decoder.parameters(), .. decoder.parameters().Select(p => p.grad!)],
            t => Assert.Equal(ScalarType.Float32, t.dtype));
        Assert.All(output.AttentionMaps!, map => Assert.All(map.sum(-1).Values(), total => Assert.Equal(1, total, 1e-5f)));
    }

    [Fact]
    public void An_adaptation_learns_and_merges()
    {
        decoder.AddLora(new() { Rank = 2, Alpha = 4, Dropout = 0.1 });
        decoder.Execution = new() { Precision = Precision.Bf16 };

        decoder.Forward(DecoderInput.OfIds(ids, Bias())).LastHiddenState.pow(3).sum().backward();

        Assert.All(decoder.LoraParameters().Where(p => p.Name.Contains("lora_B")), p => Assert.Contains(p.Parameter.grad!.Values(), g => g != 0));
    }

    [Fact]
    public void The_future_stays_closed_to_the_bit()
    {
        decoder.Execution = new() { Precision = Precision.Bf16 };
        var causal = AttentionBias.FromFutureWeights(zeros([Length, Length]));
        var before = decoder.Forward(DecoderInput.OfIds(ids, causal)).LastHiddenState;
        var changed = ids.clone();
        changed[0, 4] = (ids.At(0, 4) + 1) % 23;

        var after = decoder.Forward(DecoderInput.OfIds(changed, causal)).LastHiddenState;

        Assert.Equal(before.select(0, 0).narrow(0, 0, 4).Values(), after.select(0, 0).narrow(0, 0, 4).Values());
        Assert.NotEqual(before.select(0, 0).narrow(0, 4, 2).Values(), after.select(0, 0).narrow(0, 4, 2).Values());
        Assert.Equal(before.select(0, 1).Values(), after.select(0, 1).Values());
    }

    private (float[] States, Dictionary<string, float[]> Gradients) Run(Precision precision, AttentionPath path)
    {
        decoder.zero_grad();
        decoder.Execution = new() { Precision = precision, Attention = path };
        var states = decoder.Forward(DecoderInput.OfIds(ids, Bias())).LastHiddenState;
        (states * TestTensors.Normal(new Random(8), 2, Length, 16)).sum().backward();
        // A key's bias moves all scores of a query almost alike: its gradient is little more than rounding.
        return (states.Values(), decoder.named_parameters().Where(p => !p.name.EndsWith("k_proj.bias", StringComparison.Ordinal)).ToDictionary(p => p.name, p => p.parameter.grad!.Values()));
    }

    private static Tensor Bias() =>
        AttentionBias.FromFutureWeights(TestTensors.Normal(new Random(6), 2, Length, Length).sigmoid(), TestTensors.Padding(Length, Length, 4));

    /// <summary>The length of the difference beside the length of the expected.</summary>
    private static double Distance(float[] expected, float[] found) =>
        Math.Sqrt(expected.Zip(found).Sum(pair => Math.Pow(pair.First - pair.Second, 2)) / expected.Sum(x => (double)x * x));
}
