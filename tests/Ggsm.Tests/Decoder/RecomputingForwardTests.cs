using Ggsm.Decoder;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Decoder;

public sealed class RecomputingForwardTests : IDisposable
{
    private const int Length = 6;
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly DecoderModel decoder = TestTensors.Decoder(TestTensors.SmallConfig with { Layers = 3 });
    private readonly Tensor ids = TestTensors.Ids(new Random(3), 2, Length);

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(AttentionPath.Plain, Precision.Fp32, false, true)]
    [InlineData(AttentionPath.Auto, Precision.Fp32, false, true)]
    [InlineData(AttentionPath.Auto, Precision.Fp32, false, false)]
    [InlineData(AttentionPath.Plain, Precision.Bf16, false, true)]
    [InlineData(AttentionPath.Plain, Precision.Fp32, true, true)]
    [InlineData(AttentionPath.Auto, Precision.Bf16, true, true)]
    [InlineData(AttentionPath.Auto, Precision.Bf16, true, false)]
    public void States_and_gradients_of_parameters_mask_and_hidden_states_are_those_of_the_plain_pass(
        AttentionPath path, Precision precision, bool lora, bool learntMask)
    {
        if (lora)
            AddLora();
        decoder.Execution = new() { Attention = path, Precision = precision };

        var plain = Gradients(recompute: false, learntMask: learntMask);
        var recomputed = Gradients(recompute: true, learntMask: learntMask);

        Assert.Equal(plain.Keys, recomputed.Keys);
        Assert.Equal(learntMask, plain.ContainsKey("mask"));
        Assert.Equal(4, plain.Keys.Count(k => k.StartsWith("hidden", StringComparison.Ordinal)));
        Assert.All(plain.Values, gradient => Assert.Contains(gradient, g => g != 0));
        foreach (var (name, gradient) in plain)
            Assert.All(gradient.Zip(recomputed[name]), pair => Assert.Equal(pair.First, pair.Second, 1e-6f * (1 + Math.Abs(pair.First))));
    }

    [Fact]
    public void Hidden_states_that_stand_in_the_loss_themselves_count_too()
    {
        float[] Of(bool recompute)
        {
            decoder.zero_grad();
            var input = DecoderInput.OfIds(ids, zeros([Length, Length])) with { HiddenStates = true };
            var pass = recompute ? decoder.ForwardRecomputing(input) : null;
            var output = pass?.Output ?? decoder.Forward(input);
            (output.LastHiddenState.pow(3).sum() + output.HiddenStates![1].pow(3).sum()).backward();
            pass?.Backward();
            return [.. decoder.parameters().SelectMany(p => p.grad!.Values())];
        }

        Assert.All(Of(false).Zip(Of(true)), pair => Assert.Equal(pair.First, pair.Second, 1e-4f * (1 + Math.Abs(pair.First))));
    }

    [Fact]
    public void Dropout_drops_the_same_in_both_runs_of_a_layer_and_otherwise_in_another_pass()
    {
        AddLora();
        var first = Gradients(recompute: true, dropoutSeed: null);

        Assert.NotEqual(first["layers.1.mlp.up_proj.lora_B.weight"], Gradients(recompute: true, dropoutSeed: null)["layers.1.mlp.up_proj.lora_B.weight"]);
        Assert.Equal(Gradients(recompute: true, dropoutSeed: 4), Gradients(recompute: true, dropoutSeed: 4));
    }

    [Fact]
    public void Maps_and_future_mass_can_be_asked_for()
    {
        var input = DecoderInput.OfIds(ids, zeros([Length, Length])) with { AttentionMaps = true, FutureMass = true };
        var expected = decoder.Forward(input);

        var pass = decoder.ForwardRecomputing(input);
        pass.Output.LastHiddenState.sum().backward();
        pass.Backward();

        Assert.Equal(expected.FutureMass!.Values(), pass.Output.FutureMass!.Values());
        Assert.Equal(expected.AttentionMaps!.SelectMany(m => m.Values()), pass.Output.AttentionMaps!.SelectMany(m => m.Values()));
    }

    [Fact]
    public void What_is_kept_is_each_layers_input_and_backward_leaves_nothing_behind()
    {
        var input = DecoderInput.OfIds(ids, zeros([Length, Length]));
        using var inner = NewDisposeScope();
        var pass = decoder.ForwardRecomputing(input);
        var statesRotaryBiasEmbeddedAndOutput = 4 + 2 + 1 + 1 + 1;
        Assert.Equal(statesRotaryBiasEmbeddedAndOutput, inner.DisposablesCount);
        pass.Output.LastHiddenState.pow(2).sum().backward();
        var before = inner.DisposablesCount;

        pass.Backward();

        Assert.Equal(before, inner.DisposablesCount);
    }

    [Fact]
    public void Backward_out_of_order_is_refused()
    {
        var pass = decoder.ForwardRecomputing(DecoderInput.OfIds(ids, zeros([Length, Length])));
        Assert.Contains("loss", Assert.Throws<InvalidOperationException>(pass.Backward).Message);
        pass.Output.LastHiddenState.pow(2).sum().backward();
        pass.Backward();
        Assert.Throws<InvalidOperationException>(pass.Backward);
    }

    private Dictionary<string, float[]> Gradients(bool recompute, long? dropoutSeed = 9, bool learntMask = true)
    {
        decoder.zero_grad();
        var mask = TestTensors.Normal(new Random(6), 2, Length, Length).sigmoid().requires_grad_(learntMask);
        var bias = AttentionBias.FromFutureWeights(mask, TestTensors.Padding(Length, Length, 4));
        var input = DecoderInput.OfIds(ids, bias) with { HiddenStates = true, DropoutSeed = dropoutSeed };
        var pass = recompute ? decoder.ForwardRecomputing(input) : null;
        var output = pass?.Output ?? decoder.Forward(input);
        foreach (var states in output.HiddenStates!)
            states.retain_grad();
        output.LastHiddenState.retain_grad();
        (output.LastHiddenState * TestTensors.Normal(new Random(8), 2, Length, 16)).sum().backward();
        pass?.Backward();

        var found = decoder.named_parameters().Where(p => p.parameter.requires_grad).ToDictionary(p => p.name, p => p.parameter.grad!.Values());
        found["states"] = output.LastHiddenState.Values();
        found["last"] = output.LastHiddenState.grad!.Values();
        if (learntMask)
            found["mask"] = mask.grad!.Values();
        for (var k = 0; k < output.HiddenStates.Count; k++)
            found[$"hidden {k}"] = output.HiddenStates[k].grad!.Values();
        return found;
    }

    private void AddLora()
    {
        decoder.AddLora(new() { Rank = 2, Alpha = 4, Dropout = 0.4 });
        var random = new Random(5);
        using var noGradient = no_grad();
        foreach (var (_, parameter) in decoder.LoraParameters())
            parameter.copy_(TestTensors.Normal(random, parameter.shape) * 0.2);
    }
}
