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

    [Fact]
    public void Both_paths_agree_in_states_and_in_every_gradient_under_a_soft_mask_with_grouped_queries()
    {
        var plain = Gradients(AttentionPath.Plain);
        var fused = Gradients(AttentionPath.Auto);

        Assert.Contains("input", plain.Keys);
        Assert.Equal(plain.Keys, fused.Keys);
        Assert.NotEqual(plain["states"], fused["states"]);
        foreach (var (name, expected) in plain)
        {
            Assert.Contains(expected, g => Math.Abs(g) > 1e-4);
            AssertClose(expected, fused[name]);
        }
    }

    [Fact]
    public void A_mask_that_learns_gets_its_gradient_on_either_path_and_the_paths_are_then_one()
    {
        var plain = Gradients(AttentionPath.Plain, learntMask: true);

        Assert.Contains(plain["weights"], g => Math.Abs(g) > 1e-4);
        Assert.Equal(plain, Gradients(AttentionPath.Auto, learntMask: true));
    }

    [Fact]
    public void Both_paths_agree_in_states_and_gradients_on_an_input_of_several_of_the_kernel_s_blocks()
    {
        const int Long = 1100; // The kernel of libtorch takes 512 keys and up to 256 queries at a time.
        var oneLayer = TestTensors.Decoder(TestTensors.SmallConfig with { Layers = 1 });
        var tokens = TestTensors.Ids(new Random(4), 2, Long);
        var bias = AttentionBias.FromFutureWeights(TestTensors.Normal(new Random(6), Long, Long).sigmoid(), TestTensors.Padding(Long, Long, 300));
        var (plain, fused) = (Run(AttentionPath.Plain), Run(AttentionPath.Auto));

        foreach (var (name, expected) in plain)
            Assert.True(Largest(expected.Zip(fused[name], (a, b) => a - b)) < 1e-5 * (1 + Largest(expected)), name);

        Dictionary<string, float[]> Run(AttentionPath path)
        {
            oneLayer.zero_grad();
            oneLayer.Execution = new() { Attention = path };
            var states = oneLayer.Forward(DecoderInput.OfIds(tokens, bias)).LastHiddenState;
            states.pow(3).sum().backward();
            return oneLayer.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.Values()).Append(new("states", states.Values())).ToDictionary();
        }

        static double Largest(IEnumerable<float> values) => values.Max(Math.Abs);
    }

    [Fact]
    public void Both_paths_agree_under_one_bias_for_all_rows()
    {
        var bias = AttentionBias.FromFutureWeights(SoftWeights().select(0, 0));

        AssertClose(States(AttentionPath.Plain, ids, bias), States(AttentionPath.Auto, ids, bias));
    }

    [Theory]
    [InlineData(AttentionPath.Plain)]
    [InlineData(AttentionPath.Auto)]
    public void Moving_a_token_moves_exactly_the_positions_the_mask_lets_see_it(AttentionPath path)
    {
        var open = new float[Length, Length];
        open[0, 4] = 0.3f;
        open[2, 4] = 1e-3f;
        open[5, 6] = 1;
        var bias = AttentionBias.FromFutureWeights(tensor(open));
        var oneLayer = TestTensors.Decoder(TestTensors.SmallConfig with { Layers = 1 });
        oneLayer.Execution = new() { Attention = path };
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
    [InlineData(AttentionPath.Auto)]
    public void A_single_token_and_a_fully_padded_row_give_numbers_and_gradients(AttentionPath path)
    {
        decoder.Execution = new() { Attention = path };
        var one = decoder.Forward(DecoderInput.OfIds(TestTensors.Ids(new Random(1), 3, 1), zeros([1, 1]))).LastHiddenState;
        var padded = decoder.Forward(DecoderInput.OfIds(ids, AttentionBias.FromFutureWeights(ones([Length, Length]), TestTensors.Padding(Length, 4, 0)))).LastHiddenState;

        (one.pow(3).sum() + padded.pow(3).sum()).backward();

        Assert.All([.. one.Values(), .. padded.Values()], x => Assert.True(float.IsFinite(x)));
        Assert.All(decoder.parameters().SelectMany(p => p.grad!.Values()), g => Assert.True(float.IsFinite(g)));
    }

    [Theory]
    [InlineData(AttentionPath.Plain)]
    [InlineData(AttentionPath.Auto)]
    public void Beyond_the_kernel_s_blocks_too_a_token_moves_exactly_the_positions_that_may_see_it(AttentionPath path)
    {
        const int Long = 1100;
        var mask = new Random(9);
        var open = new float[Long, Long];
        for (var pair = 0; pair < 400; pair++)
            open[mask.Next(Long), mask.Next(Long)] = 0.01f + mask.NextSingle();
        var bias = AttentionBias.FromFutureWeights(tensor(open));
        var oneLayer = TestTensors.Decoder(TestTensors.SmallConfig with { Layers = 1 });
        oneLayer.Execution = new() { Attention = path };
        var tokens = TestTensors.Ids(new Random(4), 1, Long);
        using var noGradient = no_grad();
        var before = Rows(tokens);
        foreach (var moved in (int[])[0, 255, 256, 511, 512, 800, Long - 1, .. Enumerable.Range(0, 5).Select(_ => mask.Next(Long))])
        {
            var changed = tokens.clone();
            changed[0, moved] = (tokens.select(0, 0).select(0, moved).item<long>() + 1) % 23;
            var after = Rows(changed);
            for (var i = 0; i < Long; i++)
                Assert.Equal(moved <= i || open[i, moved] > 0, !before[i].SequenceEqual(after[i]));
        }

        float[][] Rows(Tensor input) => [.. oneLayer.Forward(DecoderInput.OfIds(input, bias)).LastHiddenState.Values().Chunk(16)];
    }

    [Theory]
    [InlineData(AttentionPath.Plain)]
    [InlineData(AttentionPath.Auto)]
    public void To_watch_the_future_changes_no_state_and_no_gradient(AttentionPath path)
    {
        var unwatched = Gradients(path);

        Assert.Equal(unwatched, Gradients(path, futureMass: true));
    }

    [Fact]
    public void Maps_asked_for_are_the_plain_path_s_on_either_path()
    {
        const int Long = 512;
        var tiny = TestTensors.Decoder(TestTensors.SmallConfig with { Layers = 1 });
        var input = DecoderInput.OfIds(TestTensors.Ids(new Random(1), 1, Long), AttentionBias.FromFutureWeights(zeros([Long, Long])));

        Assert.Equal(Maps(AttentionPath.Plain), Maps(AttentionPath.Auto));

        float[] Maps(AttentionPath path)
        {
            tiny.Execution = new() { Attention = path };
            return tiny.Forward(input with { AttentionMaps = true }).AttentionMaps![0].Values();
        }
    }

    [Theory]
    [InlineData(AttentionPath.Plain)]
    [InlineData(AttentionPath.Auto)]
    public void The_future_mass_is_the_weight_of_later_keys_in_the_maps(AttentionPath path)
    {
        decoder.Execution = new() { Attention = path };
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

    private Dictionary<string, float[]> Gradients(AttentionPath path, bool learntMask = false, bool futureMass = false)
    {
        decoder.zero_grad();
        decoder.Execution = new() { Attention = path };
        var weights = SoftWeights().requires_grad_(learntMask);
        var embedded = decoder.Embed(ids);
        embedded.retain_grad();
        var bias = AttentionBias.FromFutureWeights(weights, TestTensors.Padding(Length, Length, 4));
        var states = decoder.Forward(DecoderInput.OfEmbeddings(embedded, bias) with { FutureMass = futureMass }).LastHiddenState;
        (states * TestTensors.Normal(new Random(8), 2, Length, 16)).sum().backward();
        var found = decoder.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.Values());
        found["states"] = states.Values();
        found["input"] = embedded.grad!.Values();
        if (learntMask)
            found["weights"] = weights.grad!.Values();
        return found;
    }

    private float[] States(AttentionPath path, Tensor input, Tensor bias)
    {
        decoder.Execution = new() { Attention = path };
        return decoder.Forward(DecoderInput.OfIds(input, bias)).LastHiddenState.Values();
    }

    private static Tensor SoftWeights() => TestTensors.Normal(new Random(6), 2, Length, Length).sigmoid();

    private static void AssertClose(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * (1 + Math.Abs(pair.First))));
    }
}
