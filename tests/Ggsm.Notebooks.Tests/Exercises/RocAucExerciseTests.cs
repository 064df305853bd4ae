using Ggsm.Notebooks.Exercises;

namespace Ggsm.Notebooks.Tests.Exercises;

public sealed class RocAucExerciseTests
{
    [Fact]
    public void Half_a_credit_for_a_tie_is_right()
    {
        var result = RocAucExercise.Check((positive, negative) => (Math.Sign(positive - negative) + 1) / 2.0);

        Assert.True(result.Passed, result.Message);
    }

    [Fact]
    public void Each_wrong_credit_is_told_its_own_cause()
    {
        Assert.Contains("order is turned", Cause((positive, negative) => positive < negative ? 1 : 0));
        Assert.Contains("tie gets 0", Cause((positive, negative) => positive > negative ? 1 : 0));
        Assert.Contains("tie gets 1", Cause((positive, negative) => positive >= negative ? 1 : 0));
        Assert.Contains("tie gets 0.3", Cause((positive, negative) => positive == negative ? 0.3 : positive > negative ? 1 : 0));
        Assert.Contains("wrong order", Cause((positive, negative) => 1));
        Assert.Contains("right order", Cause((positive, negative) => positive > negative ? 2 : 0));
        Assert.Contains("how far apart", Cause((positive, negative) => Math.Clamp((positive - negative + 1) / 2, 0, 5)));
    }

    private static string Cause(Func<double, double, double> attempt)
    {
        var result = RocAucExercise.Check(attempt);
        Assert.False(result.Passed);
        return result.Message;
    }
}
