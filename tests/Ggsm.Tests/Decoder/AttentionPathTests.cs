using Ggsm.Decoder;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Decoder;

public sealed class AttentionPathTests : IDisposable
{
    private const int Length = 7;
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly DecoderModel decoder = TestTensors.Decoder();
    private readonly Tensor ids = TestTensors.Ids(new Random(3), 2, Length);

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(128)]
    public void Both_paths_agree_in_states_and_in_every_gradient_under_a_soft_mask_with_grouped_queries(int block)
    {
        var plain = Gradients(new() { Attention = AttentionPath.Plain });
        var blocked = Gradients(new() { Attention = AttentionPath.Blocked, AttentionBlock = block });

        Assert.Contains("weights", plain.Keys);
        Assert.Contains("input", plain.Keys);
        Assert.Equal(plain.Keys, blocked.Keys);
        foreach (var (name, expected) in plain)
        {
            Assert.Contains(expected, g => Math.Abs(g) > 1e-4);
            AssertClose(expected, blocked[name]);
        }
    }

    [Fact]
    public void Both_paths_agree_under_one_bias_for_all_rows()
    {
        var bias = AttentionBias.FromFutureWeights(SoftWeights().select(0, 0));

        AssertClose(States(AttentionPath.Plain, ids, bias), States(AttentionPath.Blocked, ids, bias));
    }

    [Theory]
    [InlineData(AttentionPath.Plain)]
    [InlineData(AttentionPath.Blocked)]
    public void Moving_a_token_moves_exactly_the_positions_the_mask_lets_see_it(AttentionPath path)
    {
        var open = new float[Length, Length];
        open[0, 4] = 0.3f;
        open[2, 4] = 1e-3f;
        open[5, 6] = 1;
        var bias = AttentionBias.FromFutureWeights(tensor(open));
        var oneLayer = TestTensors.Decoder(TestTensors.SmallConfig with { Layers = 1 });
        oneLayer.Execution = new() { Attention = path, AttentionBlock = 3 };
        var before = oneLayer.Forward(DecoderInput.OfIds(ids, bias)).LastHiddenState;
        for (var moved = 0; moved < Length; moved++)
        {
            var changed = ids.clone();
            changed[0, moved] = (ids.select(0, 0).select(0, moved).item<long>() + 1) % 23;
            var after = oneLayer.Forward(DecoderInput.OfIds(changed, bias)).LastHiddenState;
            for (var i = 0; i < Length; i++)
            {
                var sees = moved <= i || open[i, moved] > 0;
                Assert.Equal(!sees, before.select(0, 0).select(0, i).Values().SequenceEqual(after.select(0, 0).select(0, i).Values()));
            }

            Assert.Equal(before.select(0, 1).Values(), after.select(0, 1).Values());
        }
    }

    [Theory]
    [InlineData(AttentionPath.Plain)]
    [InlineData(AttentionPath.Blocked)]
    public void A_single_token_and_a_fully_padded_row_give_numbers_and_gradients(AttentionPath path)
    {
        decoder.Execution = new() { Attention = path, AttentionBlock = 2 };
        var one = decoder.Forward(DecoderInput.OfIds(TestTensors.Ids(new Random(1), 3, 1), zeros([1, 1]))).LastHiddenState;
        var padded = decoder.Forward(DecoderInput.OfIds(ids, AttentionBias.FromFutureWeights(ones([Length, Length]), TestTensors.Padding(Length, 4, 0)))).LastHiddenState;

        (one.pow(3).sum() + padded.pow(3).sum()).backward();

        Assert.All([.. one.Values(), .. padded.Values()], x => Assert.True(float.IsFinite(x)));
        Assert.All(decoder.parameters().SelectMany(p => p.grad!.Values()), g => Assert.True(float.IsFinite(g)));
    }

    [Fact]
    public void The_blocked_path_gives_the_same_maps()
    {
        var bias = AttentionBias.FromFutureWeights(SoftWeights());

        AssertClose(Maps(AttentionPath.Plain), Maps(AttentionPath.Blocked));

        float[] Maps(AttentionPath path)
        {
            decoder.Execution = new() { Attention = path, AttentionBlock = 3 };
            return [.. decoder.Forward(DecoderInput.OfIds(ids, bias) with { AttentionMaps = true }).AttentionMaps!.SelectMany(m => m.Values())];
        }
    }

    [Fact]
    public void Short_inputs_are_plain_and_long_ones_blocked_unless_said_otherwise()
    {
        var tiny = TestTensors.Decoder(TestTensors.SmallConfig with { Layers = 1 });
        foreach (var (length, expected) in new[] { (DecoderExecution.LongestPlain, AttentionPath.Plain), (DecoderExecution.LongestPlain + 1, AttentionPath.Blocked) })
        {
            using var inner = NewDisposeScope();
            using var noGradient = no_grad();
            var input = DecoderInput.OfIds(TestTensors.Ids(new Random(1), 1, length), TestTensors.Normal(new Random(2), length, length));
            tiny.Forward(input); // What is kept for later calls is made now.

            Assert.NotEqual(TensorsMade(AttentionPath.Plain), TensorsMade(AttentionPath.Blocked));
            Assert.Equal(TensorsMade(expected), TensorsMade(AttentionPath.Auto));

            // Each block makes its own; the results may be the same to the last bit.
            long TensorsMade(AttentionPath path)
            {
                tiny.Execution = new() { Attention = path };
                var before = DisposeScopeManager.Statistics.CreatedInScopeCount;
                tiny.Forward(input);
                return DisposeScopeManager.Statistics.CreatedInScopeCount - before;
            }
        }
    }

    [Theory]
    [InlineData(AttentionPath.Plain)]
    [InlineData(AttentionPath.Blocked)]
    public void The_future_mass_is_the_weight_of_later_keys_in_the_maps(AttentionPath path)
    {
        decoder.Execution = new() { Attention = path, AttentionBlock = 3 };
        var padding = TestTensors.Padding(Length, Length, 4);
        var bias = AttentionBias.FromFutureWeights(SoftWeights(), padding);

        var output = decoder.Forward(DecoderInput.OfIds(ids, bias) with { AttentionMaps = true, FutureMass = true });

        Assert.Equal([2, 2, Length], output.FutureMass!.shape);
        Assert.False(output.FutureMass.requires_grad);
        var perLayer = FutureMass.PerLayer(output.FutureMass, padding);
        for (var layer = 0; layer < 2; layer++)
        {
            double total = 0;
            foreach (var (row, real) in new[] { (0, Length), (1, 4) })
            {
                for (var i = 0; i < real; i++)
                {
                    double mass = 0;
                    for (var head = 0; head < 4; head++)
                    {
                        for (var j = i + 1; j < Length; j++)
                            mass += output.AttentionMaps![layer].At(row, head, i, j) / 4;
                    }

                    Assert.Equal(mass, output.FutureMass.At(layer, row, i), 1e-5);
                    total += mass;
                }
            }

            Assert.True(total > 0.1);
            Assert.Equal(total / (Length + 4), perLayer[layer], 1e-5);
        }
    }

    [Fact]
    public void Under_the_causal_mask_no_attention_goes_to_the_future()
    {
        var output = decoder.Forward(DecoderInput.OfIds(ids, AttentionBias.FromFutureWeights(zeros([Length, Length]))) with { FutureMass = true });

        Assert.All(output.FutureMass!.Values(), mass => Assert.Equal(0, mass));
        Assert.Null(decoder.Forward(DecoderInput.OfIds(ids, zeros([Length, Length]))).FutureMass);
        Assert.Equal([0, 0], FutureMass.PerLayer(output.FutureMass!, TestTensors.Padding(Length, 0, 0)));
    }

    private Dictionary<string, float[]> Gradients(DecoderExecution execution)
    {
        decoder.zero_grad();
        decoder.Execution = execution;
        var weights = SoftWeights().requires_grad_();
        var embedded = decoder.Embed(ids);
        embedded.retain_grad();
        var bias = AttentionBias.FromFutureWeights(weights, TestTensors.Padding(Length, Length, 4));
        var states = decoder.Forward(DecoderInput.OfEmbeddings(embedded, bias)).LastHiddenState;
        (states * TestTensors.Normal(new Random(8), 2, Length, 16)).sum().backward();
        var found = decoder.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.Values());
        found["states"] = states.Values();
        found["weights"] = weights.grad!.Values();
        found["input"] = embedded.grad!.Values();
        return found;
    }

    private float[] States(AttentionPath path, Tensor input, Tensor bias)
    {
        decoder.Execution = new() { Attention = path, AttentionBlock = 3 };
        return decoder.Forward(DecoderInput.OfIds(input, bias)).LastHiddenState.Values();
    }

    private static Tensor SoftWeights() => TestTensors.Normal(new Random(6), 2, Length, Length).sigmoid();

    private static void AssertClose(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * (1 + Math.Abs(pair.First))));
    }
}
