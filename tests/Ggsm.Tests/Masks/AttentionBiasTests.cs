using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

public sealed class AttentionBiasTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void The_past_is_zero_the_future_is_the_logarithm_and_weight_zero_is_closed()
    {
        var weights = tensor(new[] { 0.9f, 0.5f, 0f, 0.1f, 0.2f, 1f, 0.3f, 0.4f, 0.5f }, [3, 3]);

        var bias = AttentionBias.FromFutureWeights(weights);

        Assert.Equal([3, 3], bias.shape);
        Assert.Equal([0, MathF.Log(0.5f), AttentionBias.Closed, 0, 0, 0, 0, 0, 0], bias.Values());
    }

    [Fact]
    public void Padding_keys_are_closed_for_every_query_and_give_a_bias_for_each_row()
    {
        var bias = AttentionBias.FromFutureWeights(ones([4, 4]), TestTensors.Padding(4, 4, 2));

        Assert.Equal([2, 1, 4, 4], bias.shape);
        Assert.All(bias.select(0, 0).Values(), b => Assert.Equal(0, b));
        for (var i = 0; i < 4; i++)
            Assert.Equal([0, 0, AttentionBias.Closed, AttentionBias.Closed], bias.select(0, 1).select(0, 0).select(0, i).Values());
    }

    [Fact]
    public void A_weight_that_is_no_number_gives_a_bias_that_is_none_and_is_not_taken_for_a_closed_pair()
    {
        var weights = zeros([2, 2]);
        weights[0, 1] = float.NaN;

        Assert.Equal([0, float.NaN, 0, 0], AttentionBias.FromFutureWeights(weights).Values());
    }

    [Fact]
    public void Weights_with_a_batch_give_a_bias_for_each_row()
    {
        var weights = stack([zeros([3, 3]), ones([3, 3])]);

        var bias = AttentionBias.FromFutureWeights(weights);

        Assert.Equal([2, 1, 3, 3], bias.shape);
        Assert.Equal(AttentionBias.Closed, bias.At(0, 0, 0, 1));
        Assert.Equal(0, bias.At(1, 0, 0, 1));
    }

    [Fact]
    public void A_row_with_nothing_open_sees_itself_alone_and_its_softmax_is_defined()
    {
        var bias = AttentionBias.FromFutureWeights(ones([3, 3]), TestTensors.Padding(3, 3, 0));

        var attention = bias.select(0, 1).select(0, 0).softmax(-1);

        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], attention.Values());
    }

    [Fact]
    public void A_row_of_left_padding_sees_itself_alone_when_the_future_is_closed()
    {
        var padding = tensor(new[] { false, false, true, true }, [1, 4]);

        var attention = AttentionBias.FromFutureWeights(zeros([4, 4]), padding).softmax(-1);

        Assert.Equal([1, 0, 0, 0], attention.select(2, 0).Values());
        Assert.Equal([0, 1, 0, 0], attention.select(2, 1).Values());
        Assert.Equal([0, 0, 1, 0], attention.select(2, 2).Values());
        Assert.Equal([0, 0, 0.5f, 0.5f], attention.select(2, 3).Values());
    }

    [Fact]
    public void Gradients_reach_the_open_future_weights_and_only_those()
    {
        var weights = tensor(new[] { 0.5f, 0.25f, 0f, 0.5f, 0.5f, 0.8f, 0.5f, 0.5f, 0.5f }, [3, 3]).requires_grad_();

        AttentionBias.FromFutureWeights(weights).clamp_min(-100).sum().backward();

        Assert.Equal([0, 1 / 0.25f, 0, 0, 0, 1 / 0.8f, 0, 0, 0], weights.grad!.Values());
    }

    [Fact]
    public void Weights_that_are_no_square_are_refused_with_their_shape()
    {
        var error = Assert.Throws<ArgumentException>(() => AttentionBias.FromFutureWeights(ones([3, 4])));

        Assert.Contains("[3, 4]", error.Message);
    }

    [Fact]
    public void Padding_of_another_length_is_refused()
    {
        Assert.Throws<ArgumentException>(() => AttentionBias.FromFutureWeights(ones([3, 3]), TestTensors.Padding(4, 2)));
    }

    [Fact]
    public void The_mean_weight_counts_future_pairs_of_real_positions_only()
    {
        var weights = tensor(new[] { 9f, 0.2f, 0.4f, 9f, 9f, 0.6f, 9f, 9f, 9f }, [3, 3]);

        Assert.Equal(0.4, FutureWeights.Mean(weights), 6);
        Assert.Equal(0.2, FutureWeights.Mean(weights, TestTensors.Padding(3, 2)), 6);
        Assert.Equal(0.35, FutureWeights.Mean(weights, TestTensors.Padding(3, 2, 3)), 6);
        Assert.Equal(0, FutureWeights.Mean(weights, TestTensors.Padding(3, 1)), 6);
    }
}
