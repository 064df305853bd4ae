using TorchSharp;
using static TorchSharp.torch;

namespace StandIns.Tests.TorchSharp;

public sealed class FunctionalTests : ScopedTest
{
    [Fact]
    public void Cross_entropy_is_the_mean_of_the_negative_log_probabilities_of_the_targets()
    {
        Tensor logits = randn(4, 3, dtype: float64), targets = tensor(new long[] { 2, 0, 1, 2 });
        double[,] logs = (double[,])logits.log_softmax(1).data<double>().ToNDArray();
        double[] losses = [-logs[0, 2], -logs[1, 0], -logs[2, 1], -logs[3, 2]];
        Near([losses.Average()], nn.functional.cross_entropy(logits, targets));
        Near([losses.Sum()], nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.Sum));
        Near(losses, nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.None));
        Near([(losses[0] + losses[3]) / 2], nn.functional.cross_entropy(logits[tensor(new long[] { 0, 1, 3 })], tensor(new long[] { 2, -100, 2 })));
    }

    [Fact]
    public void Binary_cross_entropy_with_logits_equals_its_formula()
    {
        Tensor logits = tensor(new[] { -2.0, 0.5, 3.0 }), targets = tensor(new[] { 0.0, 1.0, 0.0 });
        double[] expected = [Math.Log(1 + Math.Exp(-2)), Math.Log(1 + Math.Exp(-0.5)), 3 + Math.Log(1 + Math.Exp(-3))];
        Near(expected, nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction: nn.Reduction.None));
        Near([expected.Average()], nn.functional.binary_cross_entropy_with_logits(logits, targets));
        Near([expected.Average()], nn.functional.binary_cross_entropy(logits.sigmoid(), targets));
    }

    [Fact]
    public void Normalised_rows_have_length_one_and_a_zero_row_stays_finite()
    {
        Tensor rows = tensor(new[,] { { 3.0, 4.0 }, { 0.0, 0.0 } });
        Near([0.6, 0.8, 0, 0], nn.functional.normalize(rows));
        Near([0.6], nn.functional.cosine_similarity(rows[..1], tensor(new[,] { { 1.0, 0.0 } })));
        Near([1], nn.functional.normalize(rows, dim: 0)[0, 0]);
    }

    [Fact]
    public void Dropout_scales_what_it_keeps_and_is_off_outside_training()
    {
        Tensor kept = nn.functional.dropout(ones(1000), 0.25);
        Assert.All(kept.data<float>().ToArray(), v => Assert.True(v == 0 || Math.Abs(v - 1 / 0.75f) < 1e-6));
        Assert.InRange((kept == 0).sum().item<long>(), 150, 350);
        Near(Enumerable.Repeat(1d, 10), nn.functional.dropout(ones(10), 0.9, training: false));
    }

    [Fact]
    public void Linear_layer_norm_and_one_hot_equal_their_references()
    {
        Near([8, 18], nn.functional.linear(tensor(new[] { 1.0, 2.0 }), tensor(new[,] { { 1.0, 3.0 }, { 5.0, 6.0 } }), tensor(new[] { 1.0, 1.0 })));
        Tensor normed = nn.functional.layer_norm(tensor(new[] { 1.0, 3.0 }), [2], tensor(new[] { 2.0, 2.0 }), tensor(new[] { 1.0, 1.0 }), 0);
        Near([-1, 3], normed);
        Near([0, 0, 1, 1, 0, 0], nn.functional.one_hot(tensor(new long[] { 2, 0 }), 3));
        Near([4, 1], nn.functional.mse_loss(tensor(new[] { 1.0, 2.0 }), tensor(new[] { 3.0, 1.0 }), nn.Reduction.None));
    }

    [Fact]
    public void Initialisers_fill_within_their_bounds_and_are_not_recorded()
    {
        Tensor weight = empty(64, 16, requires_grad: true);
        nn.init.xavier_uniform_(weight);
        double bound = Math.Sqrt(6.0 / 80);
        Assert.InRange(weight.abs().max().item<float>(), 0.5 * bound, bound);
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        Assert.InRange(weight.abs().max().item<float>(), 0.2, 0.25);
        nn.init.normal_(weight, 0, 0.02);
        Assert.Equal(0.02, weight.std().item<float>(), 0.003);
        nn.init.constant_(weight, 3);
        Assert.Equal(3f, weight.mean().item<float>());
        Assert.True(weight.is_leaf);
    }
}
