using Ggsm.Contrastive;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Contrastive;

public sealed class LearnableTemperatureTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void It_starts_where_it_is_told_and_gives_the_loss_of_that_temperature()
    {
        using var temperature = new LearnableTemperature(0.2);
        var users = TestTensors.Normal(new Random(1), 5, 4);
        var answers = TestTensors.Normal(new Random(2), 5, 4);
        var options = new InfoNceOptions { Temperature = 0.2 };

        Assert.Equal(0.2, temperature.Current, 1e-6);
        Assert.Equal(0.2, new InfoNceLoss(options with { Temperature = 0.9 }, temperature).Temperature, 1e-6);
        Assert.Equal(
            new InfoNceLoss(options).Compute(users, answers).item<float>(),
            new InfoNceLoss(options, temperature).Compute(users, answers).item<float>(), 1e-5);
    }

    [Fact]
    public void A_step_that_leaves_the_range_ends_on_its_border_and_the_gradient_still_leads_back()
    {
        using var temperature = new LearnableTemperature(0.2);
        var parameter = temperature.parameters().Single();
        foreach (var (step, border) in new[] { (-20, LearnableTemperature.Least), (40, LearnableTemperature.Most) })
        {
            using (no_grad())
                parameter.add_(step);
            temperature.Clamp();
            Assert.Equal(border, temperature.Current, 1e-6);
        }

        temperature.Value().backward();
        Assert.Equal(1, parameter.grad!.item<float>(), 1e-6);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(2)]
    [InlineData(double.NaN)]
    public void A_start_outside_of_the_range_is_refused(double start) =>
        Assert.Equal("temperature", Assert.Throws<BadInputException>(() => new LearnableTemperature(start)).Field);
}
