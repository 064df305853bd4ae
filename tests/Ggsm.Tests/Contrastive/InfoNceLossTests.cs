using Ggsm.Contrastive;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Contrastive;

public sealed class InfoNceLossTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Tensor users = TestTensors.Normal(new Random(1), 6, 5);
    private readonly Tensor answers = TestTensors.Normal(new Random(2), 6, 5);

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_loss_is_the_formula_of_the_paper_or_of_the_release(bool released)
    {
        var options = (released ? InfoNceOptions.AsReleased : InfoNceOptions.AsDescribed) with { Temperature = 0.3, Margin = 0.2 };

        Assert.Equal(ByHand(users, answers, options), Loss(options, users, answers), 1e-5);
    }

    [Fact]
    public void The_symmetric_loss_is_the_mean_of_both_directions()
    {
        var options = InfoNceOptions.AsDescribed with { Temperature = 0.5 };

        var both = Loss(options with { Symmetric = true }, users, answers);

        Assert.Equal((Loss(options, users, answers) + Loss(options, answers, users)) / 2, both, 1e-6);
        Assert.Equal(both, Loss(options with { Symmetric = true }, answers, users), 1e-6);
    }

    [Fact]
    public void The_length_of_the_embeddings_does_not_matter() =>
        Assert.Equal(Loss(InfoNceOptions.AsDescribed, users, answers), Loss(InfoNceOptions.AsDescribed, users * 7, answers * 0.01), 1e-4);

    [Fact]
    public void A_tiny_temperature_stays_finite_where_plain_sums_overflow()
    {
        var options = InfoNceOptions.AsDescribed with { Temperature = 1e-3, Margin = null };

        Assert.True(double.IsFinite(Loss(options, users, answers)));
        Assert.False(double.IsFinite(Loss(options with { PlainSum = true }, users, answers)));
    }

    [Fact]
    public void A_pair_more_similar_than_the_positive_by_over_the_margin_is_left_out()
    {
        var u = tensor(new[] { 1f, 0, 0, 1 }, [2, 2]);
        var twin = tensor(new[] { 0.8f, 0.6f, 1, 0 }, [2, 2]);
        var options = InfoNceOptions.AsDescribed with { Temperature = 1, Negatives = InfoNceNegatives.QueryAnswer };

        // Row 1: positive 0.8, negative 1.0. Row 2: positive 0.0, negative 0.6.
        Assert.Equal(0, Loss(options with { Margin = 0.15 }, u, twin), 1e-6);
        Assert.Equal((Math.Log(1 + Math.Exp(0.2)) + Math.Log(1 + Math.Exp(0.6))) / 2, Loss(options with { Margin = null }, u, twin), 1e-6);
        Assert.Equal(Math.Log(1 + Math.Exp(0.2)) / 2, Loss(options with { Margin = 0.3 }, u, twin), 1e-6);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Gradients_agree_with_central_differences(bool released, bool symmetric)
    {
        var options = (released ? InfoNceOptions.AsReleased : InfoNceOptions.AsDescribed) with { Temperature = 0.5, Margin = 0.35, Symmetric = symmetric };
        var u = users.clone().requires_grad_();
        new InfoNceLoss(options).Compute(u, answers).backward();
        var gradient = u.grad!.Values();

        for (var i = 0; i < gradient.Length; i += 7)
        {
            var (up, down) = (Shifted(i, 1e-2f), Shifted(i, -1e-2f));
            Assert.Equal((Loss(options, up, answers) - Loss(options, down, answers)) / 2e-2, gradient[i], 2e-3);
        }

        Tensor Shifted(int index, float by)
        {
            var values = users.Values();
            values[index] += by;
            return tensor(values, users.shape);
        }
    }

    [Fact]
    public void A_batch_of_many_hundreds_is_the_formula_too_with_its_gradient()
    {
        var random = new Random(3);
        var (u, a) = (TestTensors.Normal(random, 600, 4), TestTensors.Normal(random, 600, 4));
        var options = InfoNceOptions.AsDescribed with { Temperature = 0.3, Margin = 0.2 };
        var leaf = u.clone().requires_grad_();

        var loss = new InfoNceLoss(options).Compute(leaf, a);
        loss.backward();

        Assert.Equal(ByHand(u, a, options), loss.item<float>(), 1e-4);
        var along = TestTensors.Normal(random, 600, 4);
        var slope = (ByHand(u + (along * 1e-3), a, options with { Margin = 9 }) - ByHand(u - (along * 1e-3), a, options with { Margin = 9 })) / 2e-3;
        var kept = u.clone().requires_grad_();
        new InfoNceLoss(options with { Margin = 9 }).Compute(kept, a).backward();
        Assert.Equal(slope, (kept.grad! * along).sum().item<float>(), 1e-4);
    }

    [Fact]
    public void Only_the_loss_is_left_in_the_callers_scope()
    {
        using var inner = NewDisposeScope();
        var before = inner.DisposablesCount;

        new InfoNceLoss(InfoNceOptions.AsDescribed with { Symmetric = true, Matryoshka = [new(2), new(5)] }).Compute(users, answers);

        Assert.Equal(before + 1, inner.DisposablesCount);
    }

    [Fact]
    public void A_single_pair_has_nothing_to_lose() =>
        Assert.Equal(0, Loss(InfoNceOptions.AsDescribed, users.narrow(0, 0, 1), answers.narrow(0, 0, 1)), 1e-6);

    [Fact]
    public void Batches_of_different_size_are_refused_with_both_shapes()
    {
        var error = Assert.Throws<ArgumentException>(() => new InfoNceLoss(InfoNceOptions.AsDescribed).Compute(users, answers.narrow(0, 0, 4)));

        Assert.Contains("[6, 5]", error.Message);
        Assert.Contains("[4, 5]", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_temperature_that_is_not_positive_is_refused(double temperature) =>
        Assert.Equal("temperature", Assert.Throws<BadInputException>(() => new InfoNceLoss(new InfoNceOptions { Temperature = temperature })).Field);

    [Theory]
    [InlineData(0, 1, "loss.matryoshka")]
    [InlineData(6, 1, "loss.matryoshka")]
    [InlineData(2, 0, "loss.matryoshka_weights")]
    [InlineData(2, double.NaN, "loss.matryoshka_weights")]
    public void A_matryoshka_size_that_cannot_be_is_refused(int size, double weight, string field) =>
        Assert.Equal(field, Assert.Throws<BadInputException>(
            () => Loss(InfoNceOptions.AsDescribed with { Matryoshka = [new(3), new(size, weight)] }, users, answers)).Field);

    [Fact]
    public void A_matryoshka_size_given_twice_is_refused() =>
        Assert.Throws<BadInputException>(() => new InfoNceLoss(InfoNceOptions.AsDescribed with { Matryoshka = [new(3), new(3)] }));

    [Fact]
    public void Numbers_beyond_the_largest_matryoshka_size_get_no_gradient_and_the_others_do()
    {
        var u = users.clone().requires_grad_();
        new InfoNceLoss(InfoNceOptions.AsDescribed with { Matryoshka = [new(2), new(3)] }).Compute(u, answers).backward();

        Assert.Equal(0, u.grad!.narrow(1, 3, 2).abs().max().item<float>());
        Assert.All(u.grad!.narrow(1, 0, 3).Values(), g => Assert.NotEqual(0, g));
    }

    [Fact]
    public void Hard_negatives_of_another_shape_are_refused_with_the_shapes()
    {
        var hard = new HardNegatives(zeros([6, 2, 4]), ones([6, 2], dtype: ScalarType.Bool));

        Assert.Contains("[6, 2, 4]", Assert.Throws<ArgumentException>(() => new InfoNceLoss(InfoNceOptions.AsDescribed).Compute(users, answers, hard)).Message);
    }

    [Fact]
    public void A_loss_without_negatives_is_refused() =>
        Assert.Throws<BadInputException>(() => new InfoNceLoss(new InfoNceOptions { Negatives = 0 }));

    private static double Loss(InfoNceOptions options, Tensor u, Tensor a) => new InfoNceLoss(options).Compute(u, a).item<float>();

    /// <summary>The sums of equation 7 written out, in double precision.</summary>
    private static double ByHand(Tensor users, Tensor answers, InfoNceOptions options)
    {
        var (u, a) = (Rows(users), Rows(answers));
        double total = 0;
        for (var i = 0; i < u.Length; i++)
        {
            var positive = Dot(u[i], a[i]);
            var sum = Math.Exp(positive / options.Temperature) + (options.PlainSum ? 1e-8 : 0);
            for (var j = 0; j < u.Length; j++)
            {
                if (j == i)
                    continue;
                var pairs = new List<double>();
                if (options.Negatives.HasFlag(InfoNceNegatives.QueryAnswer))
                    pairs.Add(Dot(u[i], a[j]));
                if (options.Negatives.HasFlag(InfoNceNegatives.UserUser))
                    pairs.Add(Dot(u[i], u[j]));
                if (options.Negatives.HasFlag(InfoNceNegatives.AnswerAnswer))
                    pairs.Add(Dot(a[i], a[j]));
                sum += pairs.Where(s => s <= positive + options.Margin).Sum(s => Math.Exp(s / options.Temperature));
            }

            total += Math.Log(sum) - (positive / options.Temperature);
        }

        return total / u.Length;
    }

    private static double[][] Rows(Tensor tensor) =>
        [.. tensor.Values().Chunk((int)tensor.shape[1]).Select(row =>
        {
            var length = Math.Sqrt(row.Sum(x => (double)x * x));
            return row.Select(x => x / length).ToArray();
        })];

    private static double Dot(double[] a, double[] b) => a.Zip(b).Sum(p => p.First * p.Second);
}
