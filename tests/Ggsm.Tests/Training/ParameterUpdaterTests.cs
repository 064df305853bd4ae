using Ggsm.Contrastive;
using Ggsm.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

public sealed class ParameterUpdaterTests
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

        using var updater = new ParameterUpdater(decoder.named_parameters(), weightDecay: 0.5, clipNorm: 1, everything);
        foreach (var (_, parameter) in decoder.named_parameters())
            parameter.grad = zeros_like(parameter);
        updater.Apply(learningRate: 0.1);

        foreach (var (name, parameter) in decoder.named_parameters())
        {
            var spared = !everything && (name.EndsWith("norm.weight", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal));
            Assert.All(parameter.Values(), value => Assert.Equal(spared ? 1 : 0.95f, value, 6));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_learnt_temperature_never_decays(bool everything)
    {
        using var temperature = new LearnableTemperature(0.1);
        using var updater = new ParameterUpdater(temperature.named_parameters(), weightDecay: 0.5, clipNorm: 1, everything);
        foreach (var parameter in temperature.parameters())
            parameter.grad = zeros_like(parameter);

        updater.Apply(learningRate: 0.1);

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
        using var updater = new ParameterUpdater(parameters, weightDecay: 0.5, clipNorm: 1);
        foreach (var (_, parameter) in parameters)
            parameter.grad = full_like(parameter, bad);

        var norm = updater.Apply(learningRate: 0.1);

        Assert.False(double.IsFinite(norm));
        Assert.Equal(before, parameters.Select(p => p.parameter.Values()).ToArray());
        Assert.All(parameters, p => Assert.True(p.parameter.grad is null || p.parameter.grad.abs().sum().item<float>() == 0));
    }
}
