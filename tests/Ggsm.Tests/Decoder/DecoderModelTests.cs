using Ggsm.Decoder;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Decoder;

public sealed class DecoderModelTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Tensor ids = TestTensors.Ids(new Random(3), 2, 5);
    private readonly Tensor causal = AttentionBias.FromFutureWeights(zeros([5, 5]));

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Parameters_carry_their_Hugging_Face_names_once_each()
    {
        var names = TestTensors.Decoder(TestTensors.SmallConfig with { Layers = 1 }).named_parameters().Select(p => p.name).Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "embed_tokens.weight", "layers.0.input_layernorm.weight",
                "layers.0.mlp.down_proj.weight", "layers.0.mlp.gate_proj.weight", "layers.0.mlp.up_proj.weight",
                "layers.0.post_attention_layernorm.weight",
                "layers.0.self_attn.k_proj.bias", "layers.0.self_attn.k_proj.weight", "layers.0.self_attn.o_proj.weight",
                "layers.0.self_attn.q_proj.bias", "layers.0.self_attn.q_proj.weight",
                "layers.0.self_attn.v_proj.bias", "layers.0.self_attn.v_proj.weight", "norm.weight",
            ],
            names);
    }

    [Fact]
    public void The_state_dictionary_holds_the_same_names()
    {
        var decoder = TestTensors.Decoder();

        Assert.Equal(decoder.named_parameters().Select(p => p.name).Order(), decoder.state_dict().Keys.Order());
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        float[] Weights(long seed) => [.. TestTensors.Decoder(seed: seed).parameters().SelectMany(p => p.Values())];

        Assert.Equal(Weights(4), Weights(4));
        Assert.NotEqual(Weights(4), Weights(5));
    }

    [Fact]
    public void Hidden_states_start_at_the_embeddings_and_end_before_the_closing_norm()
    {
        var decoder = TestTensors.Decoder();

        var output = decoder.Forward(DecoderInput.OfIds(ids, causal) with { HiddenStates = true });

        Assert.Equal(3, output.HiddenStates!.Count);
        Assert.Equal(decoder.Embed(ids).Values(), output.HiddenStates[0].Values());
        var last = output.HiddenStates[2];
        var normed = last / (last.pow(2).mean([-1], keepdim: true) + decoder.Config.NormEpsilon).sqrt();
        AssertClose(normed.Values(), output.LastHiddenState.Values(), 1e-5f);
    }

    [Fact]
    public void Nothing_extra_is_returned_unless_asked_for()
    {
        var output = TestTensors.Decoder().Forward(DecoderInput.OfIds(ids, causal));

        Assert.Null(output.HiddenStates);
        Assert.Null(output.AttentionMaps);
    }

    [Fact]
    public void Attention_maps_of_each_layer_sum_to_one_and_show_the_mask()
    {
        var maps = TestTensors.Decoder().Forward(DecoderInput.OfIds(ids, causal) with { AttentionMaps = true }).AttentionMaps!;

        Assert.Equal(2, maps.Count);
        foreach (var map in maps)
        {
            Assert.Equal([2, 4, 5, 5], map.shape);
            Assert.All(map.sum(-1).Values(), total => Assert.Equal(1, total, 1e-5f));
            Assert.All(map.triu(1).Values(), future => Assert.Equal(0, future));
            Assert.All(map.tril().diagonal(0, 2, 3).Values(), self => Assert.True(self > 0));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void The_gradient_of_any_layers_states_can_be_retained(int layer)
    {
        var output = TestTensors.Decoder().Forward(DecoderInput.OfIds(ids, causal) with { HiddenStates = true, AttentionMaps = true });
        output.HiddenStates![layer].retain_grad();
        output.AttentionMaps![0].retain_grad();

        output.LastHiddenState.select(1, 4).pow(3).sum().backward();

        Assert.Equal([2, 5, 16], output.HiddenStates[layer].grad!.shape);
        Assert.Contains(output.HiddenStates[layer].grad!.Values(), g => g != 0);
        Assert.Contains(output.AttentionMaps[0].grad!.Values(), g => g != 0);
    }

    [Fact]
    public void Ids_and_their_embeddings_give_the_same_states_to_the_bit()
    {
        var decoder = TestTensors.Decoder();

        Assert.Equal(
            decoder.Forward(DecoderInput.OfIds(ids, causal)).LastHiddenState.Values(),
            decoder.Forward(DecoderInput.OfEmbeddings(decoder.Embed(ids), causal)).LastHiddenState.Values());
    }

    [Fact]
    public void One_bias_for_all_rows_equals_the_same_bias_for_each_row()
    {
        var decoder = TestTensors.Decoder();

        AssertClose(
            decoder.Forward(DecoderInput.OfIds(ids, causal)).LastHiddenState.Values(),
            decoder.Forward(DecoderInput.OfIds(ids, causal.expand(2, 1, 5, 5))).LastHiddenState.Values(), 1e-6f);
    }

    [Fact]
    public void Embedded_input_handed_in_outlives_the_pass()
    {
        var decoder = TestTensors.Decoder();
        var embedded = decoder.Embed(ids);

        var output = decoder.Forward(DecoderInput.OfEmbeddings(embedded, causal) with { HiddenStates = true });

        Assert.Equal(embedded.Values(), output.HiddenStates![0].Values());
    }

    [Fact]
    public void A_pass_leaves_behind_only_what_it_returns()
    {
        var decoder = TestTensors.Decoder();
        using var inner = NewDisposeScope();
        var before = inner.DisposablesCount;

        decoder.Forward(DecoderInput.OfIds(ids, causal) with { HiddenStates = true, AttentionMaps = true });

        Assert.Equal(before + 1 + 3 + 2, inner.DisposablesCount);
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    public void A_bias_of_another_shape_is_refused_with_both_shapes(long rows, long columns)
    {
        var error = Assert.Throws<ArgumentException>(() => TestTensors.Decoder().Forward(DecoderInput.OfIds(ids, zeros([rows, columns]))));

        Assert.Contains($"[{rows}, {columns}]", error.Message);
        Assert.Contains("[5, 5]", error.Message);
    }

    [Fact]
    public void Grouped_query_attention_equals_full_attention_with_the_key_and_value_heads_repeated()
    {
        var grouped = TestTensors.Decoder();
        var full = TestTensors.Decoder(TestTensors.SmallConfig with { KeyValueHeads = 4 });
        using (no_grad())
        {
            var source = grouped.named_parameters().ToDictionary(p => p.name, p => p.parameter);
            foreach (var (name, parameter) in full.named_parameters())
            {
                Tensor from = source[name];
                if (name.Contains("k_proj") || name.Contains("v_proj"))
                    from = from.view([2, 4, -1]).repeat_interleave(2, 0).view(parameter.shape);
                parameter.copy_(from);
            }
        }

        AssertClose(
            grouped.Forward(DecoderInput.OfIds(ids, causal)).LastHiddenState.Values(),
            full.Forward(DecoderInput.OfIds(ids, causal)).LastHiddenState.Values(), 1e-5f);
    }

    [Fact]
    public void Logits_come_from_the_embeddings_when_tied_and_from_a_head_of_their_own_when_not()
    {
        var states = TestTensors.Normal(new Random(1), 1, 2, 16);
        var tied = TestTensors.Decoder();
        var untied = TestTensors.Decoder(TestTensors.SmallConfig with { TieEmbeddings = false });

        AssertClose(
            states.matmul(tied.named_parameters().Single(p => p.name == "embed_tokens.weight").parameter.t()).Values(), tied.Logits(states).Values(), 1e-5f);
        AssertClose(
            states.matmul(untied.named_parameters().Single(p => p.name == "lm_head.weight").parameter.t()).Values(), untied.Logits(states).Values(), 1e-5f);
    }

    [Fact]
    public void A_single_token_attends_to_itself()
    {
        var one = TestTensors.Ids(new Random(1), 3, 1);

        var output = TestTensors.Decoder().Forward(DecoderInput.OfIds(one, zeros([1, 1])) with { AttentionMaps = true });

        Assert.All(output.AttentionMaps![0].Values(), a => Assert.Equal(1, a));
    }

    [Fact]
    public void A_fully_padded_row_gives_numbers_and_disturbs_no_other_row()
    {
        var decoder = TestTensors.Decoder();
        var bias = AttentionBias.FromFutureWeights(ones([5, 5]), TestTensors.Padding(5, 5, 0));
        var alone = AttentionBias.FromFutureWeights(ones([5, 5]), TestTensors.Padding(5, 5, 5));

        var states = decoder.Forward(DecoderInput.OfIds(ids, bias)).LastHiddenState;

        Assert.All(states.Values(), x => Assert.True(float.IsFinite(x)));
        Assert.Equal(decoder.Forward(DecoderInput.OfIds(ids, alone)).LastHiddenState.select(0, 0).Values(), states.select(0, 0).Values());
    }

    [Fact]
    public void Anchor_pooling_takes_each_rows_own_position()
    {
        var states = TestTensors.Normal(new Random(1), 2, 4, 3);

        var pooled = Pooling.LastToken(states, tensor(new long[] { 3, 1 }));

        Assert.Equal([.. states.select(0, 0).select(0, 3).Values(), .. states.select(0, 1).select(0, 1).Values()], pooled.Values());
    }

    [Fact]
    public void Mean_pooling_counts_real_positions_only_and_an_empty_row_is_zero()
    {
        var states = TestTensors.Normal(new Random(1), 2, 4, 3);

        var pooled = Pooling.Mean(states, TestTensors.Padding(4, 2, 0));

        AssertClose([.. states.select(0, 0).narrow(0, 0, 2).mean([0]).Values(), 0, 0, 0], pooled.Values(), 1e-6f);
    }

    private static void AssertClose(float[] expected, float[] found, float tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
