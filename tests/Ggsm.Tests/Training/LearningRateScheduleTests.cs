using Ggsm.Training;

namespace Ggsm.Tests.Training;

public sealed class LearningRateScheduleTests
{
    private static readonly LearningRateSchedule Schedule = new(Peak: 0.4, WarmupSteps: 4, TotalSteps: 14);

    [Fact]
    public void Warm_up_rises_by_equal_steps_to_the_peak() =>
        Assert.Equal([0.1, 0.2, 0.3, 0.4], Enumerable.Range(0, 4).Select(s => Schedule.At(s)), Close);

    [Fact]
    public void Halfway_down_the_cosine_is_half_the_peak() => Assert.Equal(0.2, Schedule.At(9), 12);

    [Fact]
    public void After_warm_up_it_only_falls_and_stays_above_zero_to_the_last_step()
    {
        var rates = Enumerable.Range(4, 10).Select(s => Schedule.At(s)).ToArray();
        Assert.Equal(rates.OrderDescending(), rates);
        Assert.True(rates[^1] > 0);
        Assert.Equal(0, Schedule.At(14), 12);
    }

    [Fact]
    public void Without_warm_up_it_starts_at_the_peak() => Assert.Equal(1.0, new LearningRateSchedule(1.0, 0, 10).At(0), 12);

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-12;
}
