using TorchSharp;
using static TorchSharp.torch;

namespace StandIns.Tests.TorchSharp;

public sealed class FunctionalTests : ScopedTest
{
    [Fact]
    public void Cross_entropy_is_the_mean_of_the_negative_log_probabilities_of_the_targets()
    {
        Tensor logits = randn(4, 3, dtype: ScalarType.Float64), targets = tensor(new long[] { 2, 0, 1, 2 });
        double[] logs = logits.log_softmax(1).data<double>().ToArray();
        double[] losses = [-logs[2], -logs[3], -logs[7], -logs[11]];
        Near([losses.Average()], nn.functional.cross_entropy(logits, targets));
        Near([losses.Sum()], nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.Sum));
        Near(losses, nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.None));
        Near([(losses[0] + losses[3]) / 2], nn.functional.cross_entropy(logits[tensor(new long[] { 0, 1, 3 })], tensor(new long[] { 2, -100, 2 })));
    }

    [Fact]
    public void Normalised_rows_have_length_one_and_a_zero_row_stays_finite()
    {
        Tensor rows = tensor(new[,] { { 3.0, 4.0 }, { 0.0, 0.0 } });
        Near([0.6, 0.8, 0, 0], nn.functional.normalize(rows));
        Near([1], nn.functional.normalize(rows, dim: 0)[0, 0]);
    }

    [Fact]
    public void Linear_and_layer_norm_equal_their_references()
    {
        Near([8, 18], nn.functional.linear(tensor(new[] { 1.0, 2.0 }), tensor(new[,] { { 1.0, 3.0 }, { 5.0, 6.0 } }), tensor(new[] { 1.0, 1.0 })));
        Tensor normed = nn.functional.layer_norm(tensor(new[] { 1.0, 3.0 }), [2], tensor(new[] { 2.0, 2.0 }), tensor(new[] { 1.0, 1.0 }), 0);
        Near([-1, 3], normed);
    }

    [Fact]
    public void Initialisers_fill_within_their_bounds_and_are_not_recorded()
    {
        Tensor weight = empty(64, 16, requires_grad: true);
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        Assert.InRange(weight.abs().max().item<float>(), 0.2, 0.25);
        nn.init.normal_(weight, 0, 0.02);
        Assert.Equal(0.02, weight.pow(2).mean().sqrt().item<float>(), 0.003);
        nn.init.zeros_(weight);
        Assert.Equal(0f, weight.mean().item<float>());
        weight.sum().backward();
        Assert.NotNull(weight.grad);
    }
}
