using Ggsm.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Decoder;

public sealed class LoraTests : IDisposable
{
    private static readonly LoraConfig Config = new() { Rank = 3, Alpha = 6 };
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly DecoderModel decoder = TestTensors.Decoder();
    private readonly DecoderInput input = DecoderInput.OfIds(TestTensors.Ids(new Random(3), 2, 5), zeros([5, 5]));

    public void Dispose() => scope.Dispose();

    [Fact]
    public void At_first_the_decoder_is_unchanged_to_the_bit()
    {
        var before = States();

        decoder.AddLora(Config with { Dropout = 0.5 });

        Assert.Equal(before, States());
        Assert.All(decoder.LoraParameters().Where(p => p.Name.Contains("lora_A")), p => Assert.Contains(p.Parameter.Values(), x => x != 0));
    }

    [Fact]
    public void Only_the_targets_learn_and_the_base_is_frozen()
    {
        decoder.AddLora(Config with { Targets = ["v_proj", "down_proj"] });

        decoder.Forward(input).LastHiddenState.pow(3).sum().backward();

        Assert.Equal(
            [
                "layers.0.mlp.down_proj.lora_A.weight", "layers.0.mlp.down_proj.lora_B.weight", "layers.0.self_attn.v_proj.lora_A.weight", "layers.0.self_attn.v_proj.lora_B.weight",
                "layers.1.mlp.down_proj.lora_A.weight", "layers.1.mlp.down_proj.lora_B.weight", "layers.1.self_attn.v_proj.lora_A.weight", "layers.1.self_attn.v_proj.lora_B.weight",
            ],
            decoder.named_parameters().Where(p => p.parameter.requires_grad).Select(p => p.name).Order(StringComparer.Ordinal));
        Assert.All(decoder.BaseParameters(), p => Assert.Null(p.Parameter.grad));
        Assert.All(decoder.LoraParameters().Where(p => p.Name.Contains("lora_B")), p => Assert.Contains(p.Parameter.grad!.Values(), g => g != 0));
    }

    [Fact]
    public void The_base_parameters_keep_their_names_and_every_projection_can_be_a_target()
    {
        var names = decoder.named_parameters().Select(p => p.name).ToArray();

        decoder.AddLora(Config);

        Assert.Equal(names, decoder.BaseParameters().Select(p => p.Name));
        Assert.Equal(2 * 7 * 2, decoder.LoraParameters().Count());
    }

    [Theory]
    [InlineData(false, 2.0)]
    [InlineData(true, 3.4641016)]
    public void A_projection_computes_its_weight_plus_the_scaled_product_of_B_and_A(bool rankStabilized, double scaling)
    {
        decoder.AddLora(Config with { RankStabilized = rankStabilized });
        Learn();
        var expected = TestTensors.Decoder();
        using (no_grad())
        {
            var lora = decoder.LoraParameters().ToDictionary(p => p.Name, p => (Tensor)p.Parameter);
            foreach (var (name, parameter) in expected.named_parameters())
            {
                if (lora.TryGetValue(name.Replace("weight", "lora_A.weight"), out var a))
                    parameter.add_(lora[name.Replace("weight", "lora_B.weight")].matmul(a) * scaling);
            }
        }

        AssertClose(expected.Forward(input).LastHiddenState.Values(), States(), 1e-5f);
    }

    [Fact]
    public void Merged_it_gives_the_same_states_and_unmerged_the_base_weights_again()
    {
        var before = Base();
        decoder.AddLora(Config);
        Learn();
        var apart = States();

        decoder.MergeLora();
        var merged = States();
        var mergedWeights = Base();
        decoder.UnmergeLora();

        AssertClose(apart, merged, 1e-5f);
        Assert.Contains(before.Zip(mergedWeights), pair => Math.Abs(pair.First - pair.Second) > 0.01);
        AssertClose(before, Base(), 1e-6f);
        AssertClose(apart, States(), 1e-5f);
    }

    [Fact]
    public void Merging_twice_or_unmerging_what_is_not_merged_is_refused()
    {
        Assert.Throws<InvalidOperationException>(decoder.MergeLora);
        decoder.AddLora(Config);
        Assert.Throws<InvalidOperationException>(decoder.UnmergeLora);
        Assert.Throws<InvalidOperationException>(() => decoder.AddLora(Config));
        decoder.MergeLora();
        Assert.Throws<InvalidOperationException>(decoder.MergeLora);
    }

    [Fact]
    public void Dropout_follows_its_seed_in_training_and_drops_nothing_in_evaluation()
    {
        decoder.AddLora(Config with { Dropout = 0.5 });
        Learn();
        var first = States(seed: 1);
        Assert.Equal(first, States(seed: 1));
        Assert.NotEqual(first, States(seed: 2));
        manual_seed(7);
        var drawn = States();
        Assert.NotEqual(drawn, States());
        manual_seed(7);
        Assert.Equal(drawn, States());

        decoder.eval();
        var whole = States(seed: 1);
        Assert.Equal(whole, States(seed: 2));
        Assert.NotEqual(whole, first);
        decoder.MergeLora();
        AssertClose(whole, States(), 1e-5f);
    }

    [Fact]
    public void Dropout_keeps_the_mean_of_what_the_branch_adds()
    {
        decoder.AddLora(Config with { Dropout = 0.3, Targets = ["down_proj"] });
        Learn();
        using var noGradient = no_grad();
        var draws = Enumerable.Range(0, 200).Select(seed => FirstLayer(seed)).ToArray();
        decoder.eval();
        var whole = FirstLayer(0);

        var ofOne = draws.Average(draw => Distance(draw, whole));
        var ofMean = Distance([.. Enumerable.Range(0, whole.Length).Select(i => draws.Average(draw => draw[i]))], whole);

        Assert.True(ofOne > 0.01);
        Assert.True(ofMean < 0.15 * ofOne);

        float[] FirstLayer(long seed) => decoder.Forward(input with { HiddenStates = true, DropoutSeed = seed }).HiddenStates![1].Values();

        double Distance(float[] a, float[] b) => a.Zip(b).Average(pair => Math.Abs(pair.First - pair.Second));
    }

    [Fact]
    public void The_gradient_of_the_input_embeddings_can_be_had_though_they_are_frozen()
    {
        decoder.AddLora(Config);
        var output = decoder.Forward(input with { HiddenStates = true });
        output.HiddenStates![0].retain_grad();
        output.LastHiddenState.pow(3).sum().backward();

        Assert.Contains(output.HiddenStates[0].grad!.Values(), g => g != 0);
    }

    [Theory]
    [InlineData(0, 1.0, 0.0, "q_proj", "lora.rank")]
    [InlineData(2, 0.0, 0.0, "q_proj", "lora.alpha")]
    [InlineData(2, 1.0, 1.0, "q_proj", "lora.dropout")]
    [InlineData(2, 1.0, 0.0, "qkv_proj", "lora.targets")]
    [InlineData(2, 1.0, 0.0, "q_proj,q_proj", "lora.targets")]
    [InlineData(2, 1.0, 0.0, "", "lora.targets")]
    public void A_value_that_cannot_be_used_is_named_and_the_decoder_stays_as_it_was(int rank, double alpha, double dropout, string targets, string field)
    {
        var config = new LoraConfig { Rank = rank, Alpha = alpha, Dropout = dropout, Targets = targets.Split(',', StringSplitOptions.RemoveEmptyEntries) };

        Assert.Equal(field, Assert.Throws<BadInputException>(() => decoder.AddLora(config)).Field);
        Assert.Null(decoder.Lora);
        Assert.All(decoder.parameters(), p => Assert.True(p.requires_grad));
    }

    private float[] States(long? seed = null) => decoder.Forward(input with { DropoutSeed = seed }).LastHiddenState.Values();

    private float[] Base() => [.. decoder.BaseParameters().SelectMany(p => p.Parameter.Values())];

    private void Learn()
    {
        var random = new Random(5);
        using var noGradient = no_grad();
        foreach (var (_, parameter) in decoder.LoraParameters())
            parameter.copy_(TestTensors.Normal(random, parameter.shape) * 0.2);
    }

    private static void AssertClose(float[] expected, float[] found, float tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
