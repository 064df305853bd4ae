using Ggsm.Notebooks.Exercises;
using Ggsm.Users;

namespace Ggsm.Notebooks.Tests.Exercises;

public sealed class AsOfExerciseTests
{
    private static readonly TimeSpan Window = UserProfile.HistoryWindow;

    [Fact]
    public void The_rule_the_library_splits_by_is_right()
    {
        var result = AsOfExercise.Check((time, asOf) =>
            UserProfile.Split("u", [new UserEvent(time, Modality.Bill, [])], asOf).History.Count == 1);

        Assert.True(result.Passed, result.Message);
    }

    [Fact]
    public void Each_wrong_rule_is_told_its_own_cause()
    {
        Assert.Contains("leaks", Cause((time, asOf) => time >= asOf - Window));
        Assert.Contains("exchanged", Cause((time, asOf) => time > asOf));
        Assert.Contains("right up to", Cause((time, asOf) => time < asOf - TimeSpan.FromDays(1)));
        Assert.Contains("at the as-of date itself", Cause((time, asOf) => time <= asOf && time >= asOf - Window));
        Assert.Contains("has a window", Cause((time, asOf) => time < asOf));
        Assert.Contains("first moment", Cause((time, asOf) => time < asOf && time > asOf - Window));
    }

    private static string Cause(Func<DateTimeOffset, DateTimeOffset, bool> rule)
    {
        var result = AsOfExercise.Check(rule);
        Assert.False(result.Passed);
        return result.Message;
    }
}
