using Ggsm.Contrastive;
using Ggsm.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

public sealed class ClippedAdamWTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Matrices_decay_and_norms_and_biases_only_when_asked(bool everything)
    {
        using var scope = NewDisposeScope();
        using var decoder = TestTensors.Decoder();
        foreach (var (_, parameter) in decoder.named_parameters())
        {
            using var unrecorded = no_grad();
            parameter.fill_(1);
        }

        using var updater = new ClippedAdamW(decoder.named_parameters(), weightDecay: 0.5, clipNorm: 1, everything);
        foreach (var (_, parameter) in decoder.named_parameters())
            parameter.grad = zeros_like(parameter);
        updater.Step(learningRate: 0.1);

        foreach (var (name, parameter) in decoder.named_parameters())
        {
            var spared = !everything && (name.EndsWith("norm.weight", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal));
            Assert.All(parameter.Values(), value => Assert.Equal(spared ? 1 : 0.95f, value, 6));
        }
    }

    [Fact]
    public void Updates_are_those_of_AdamW_and_what_has_no_gradient_is_left_as_it_is()
    {
        using var scope = NewDisposeScope();
        var random = new Random(4);
        var start = new[] { TestTensors.Normal(random, 5, 3), TestTensors.Normal(random, 4), TestTensors.Normal(random, 2, 2) };
        var (own, expected) = (Parameters(), Parameters());
        using var updater = new ClippedAdamW([("matrix", own[0]), ("vector", own[1]), ("unreached", own[2])], weightDecay: 0.1, clipNorm: 1e9);
        var reference = optim.AdamW(
        [
            new AdamW.ParamGroup([expected[0], expected[2]], weight_decay: 0.1),
            new AdamW.ParamGroup([expected[1]], weight_decay: 0),
        ]);
        for (var step = 0; step < 5; step++)
        {
            foreach (var group in reference.ParamGroups)
                group.LearningRate = 0.1 / (step + 1);
            foreach (var (mine, its) in own.Zip(expected).Where((_, i) => i != (step < 3 ? 2 : 1)))
            {
                mine.grad = TestTensors.Normal(random, mine.shape);
                its.grad = mine.grad;
            }

            updater.Step(0.1 / (step + 1));
            reference.step();
            foreach (var its in expected)
                its.grad = null;
            foreach (var (mine, its) in own.Zip(expected))
                Assert.All(mine.Values().Zip(its.Values()), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
            Assert.Equal(step < 3, start[2].Values().SequenceEqual(own[2].Values()));
        }

        var counted = updater.State();
        Assert.Equal([5, 3, 2], new[] { "matrix", "vector", "unreached" }.Select(name => (int)counted[$"{name}.step"].item<float>()));

        Parameter[] Parameters() => [.. start.Select(values => new Parameter(values.clone()))];
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_learnt_temperature_never_decays(bool everything)
    {
        using var temperature = new LearnableTemperature(0.1);
        using var updater = new ClippedAdamW(temperature.named_parameters(), weightDecay: 0.5, clipNorm: 1, everything);
        foreach (var parameter in temperature.parameters())
            parameter.grad = zeros_like(parameter);

        updater.Step(learningRate: 0.1);

        Assert.Equal(0.1, temperature.Current, 1e-6);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Gradients_that_are_not_finite_change_nothing_and_are_cleared(float bad)
    {
        using var scope = NewDisposeScope();
        using var decoder = TestTensors.Decoder();
        var parameters = decoder.named_parameters().ToArray();
        var before = parameters.Select(p => p.parameter.Values()).ToArray();
        using var updater = new ClippedAdamW(parameters, weightDecay: 0.5, clipNorm: 1);
        foreach (var (_, parameter) in parameters)
            parameter.grad = full_like(parameter, bad);

        var norm = updater.Step(learningRate: 0.1);

        Assert.False(double.IsFinite(norm));
        Assert.Equal(before, parameters.Select(p => p.parameter.Values()).ToArray());
        Assert.All(parameters, p => Assert.True(p.parameter.grad is null || p.parameter.grad.abs().sum().item<float>() == 0));
    }
}
