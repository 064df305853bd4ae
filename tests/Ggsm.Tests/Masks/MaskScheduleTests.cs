using Ggsm.Masks;

namespace Ggsm.Tests.Masks;

public sealed class MaskScheduleTests
{
    [Fact]
    public void Alpha_is_zero_until_warm_up_ends_then_linear_then_one()
    {
        var schedule = new MaskSchedule(4, 12);

        Assert.Equal([0, 0, 0, 0.125, 0.5, 0.875, 1, 1], new long[] { 0, 3, 4, 5, 8, 11, 12, 99 }.Select(schedule.Alpha));
    }

    [Fact]
    public void Stages_follow_the_same_steps()
    {
        var schedule = new MaskSchedule(4, 12);

        Assert.Equal(
            [SchedulePhase.WarmUp, SchedulePhase.WarmUp, SchedulePhase.Schedule, SchedulePhase.Schedule, SchedulePhase.Open],
            new long[] { 0, 3, 4, 11, 12 }.Select(schedule.Phase));
    }

    [Fact]
    public void Without_a_schedule_the_mask_is_open_when_warm_up_ends()
    {
        var schedule = new MaskSchedule(3, 3);

        Assert.Equal((0, 1), (schedule.Alpha(2), schedule.Alpha(3)));
    }

    [Fact]
    public void A_total_before_the_end_of_warm_up_is_refused()
    {
        var error = Assert.Throws<BadInputException>(() => new MaskSchedule(10, 5));

        Assert.Contains("step 5", error.Message);
        Assert.Contains("step 10", error.Message);
    }

    [Fact]
    public void A_negative_warm_up_is_refused() => Assert.Throws<BadInputException>(() => new MaskSchedule(-1, 5));
}
