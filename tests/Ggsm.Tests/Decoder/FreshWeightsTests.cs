using Ggsm.Decoder;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Decoder;

public sealed class FreshWeightsTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData("quick", 64)]
    [InlineData("full", 128)]
    [InlineData("gpu", 512)]
    public void Every_matrix_is_sized_by_the_width_embeddings_stand_at_one_half_and_biases_at_zero(string preset, int width)
    {
        using var decoder = TestTensors.Decoder(DecoderConfig.Preset(preset, 400) with { Layers = 2 });

        Assert.Equal(width, decoder.Config.HiddenSize);
        foreach (var (name, parameter) in decoder.named_parameters())
        {
            var expected = name switch
            {
                "embed_tokens.weight" => 0.5,
                _ when name.EndsWith("norm.weight", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal) => 0,
                _ => 1 / Math.Sqrt(width),
            };
            Assert.True(Math.Abs(Deviation(parameter) - expected) <= 0.06 * expected, $"{name}: {Deviation(parameter)}, expected {expected}");
            Assert.True(name.EndsWith("norm.weight", StringComparison.Ordinal) || Math.Abs(Mean(parameter)) <= 0.1 * expected, name);
        }
    }

    [Theory]
    [InlineData(64, 0.125)]
    [InlineData(256, 0.0625)]
    [InlineData(767, 0.0361)]
    [InlineData(768, 0.02)]
    [InlineData(4096, 0.02)]
    public void From_a_width_of_768_on_the_usual_deviation_holds(int width, double expected) =>
        Assert.Equal(expected, DecoderConfig.RangeFor(width), 1e-4);

    [Theory]
    [InlineData("quick")]
    [InlineData("full")]
    public void The_layers_of_a_fresh_decoder_say_something_beside_what_they_read_and_do_not_drown_it(string preset)
    {
        using var decoder = TestTensors.Decoder(DecoderConfig.Preset(preset, 400));
        var ids = TestTensors.Ids(new Random(3), 2, 24, 400);

        var states = decoder.Forward(DecoderInput.OfIds(ids, AttentionBias.FromFutureWeights(ones([24, 24]))) with { HiddenStates = true }).HiddenStates!;

        for (var layer = 1; layer < states.Count; layer++)
            Assert.InRange(Deviation(states[layer] - states[layer - 1]) / Deviation(states[layer - 1]), 0.3, 3);
    }

    [Theory]
    [InlineData("quick")]
    [InlineData("full")]
    public void Fresh_events_and_facts_have_the_size_of_fresh_tokens(string preset)
    {
        using var decoder = TestTensors.Decoder(DecoderConfig.Preset(preset, 400));
        decoder.AddEvents(TestEvents.Config);
        var sequence = new Ggsm.Users.TokenSequence([3, 4, 5, 6]) { Events = [new(1, TestEvents.Event([7, 8], 9)), new(2, TestEvents.Fact(4))] };
        using var batch = Ggsm.Batches.TokenBatch.Create([sequence], 0, CPU);

        var embedded = decoder.Embed(batch.Ids, batch.Events)[0];

        for (var position = 0; position < 4; position++)
            Assert.InRange(embedded[position].pow(2).mean().sqrt().item<float>(), 0.35f, 0.65f);
    }

    [Fact]
    public void A_fresh_projection_head_keeps_the_size_of_what_it_reads()
    {
        random.manual_seed(5);
        using var mlp = new Projector(64);

        var parameters = mlp.named_parameters().ToDictionary(p => p.name, p => p.parameter);

        Assert.Equal(1 / Math.Sqrt(64), Deviation(parameters["mlp.0.weight"]), 0.005);
        Assert.Equal(1 / Math.Sqrt(512), Deviation(parameters["mlp.2.weight"]), 0.002);
        Assert.All(parameters.Where(p => p.Key.EndsWith("bias", StringComparison.Ordinal)), p => Assert.Equal(0, Deviation(p.Value)));
        Assert.Equal([3, 128], mlp.call(randn(3, 64)).shape);
    }

    private static double Deviation(Tensor values) => values.detach().std(false).item<float>();

    private static double Mean(Tensor values) => values.detach().mean().item<float>();
}
