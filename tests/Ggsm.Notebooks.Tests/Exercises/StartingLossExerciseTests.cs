using Ggsm.Notebooks.Exercises;

namespace Ggsm.Notebooks.Tests.Exercises;

public sealed class StartingLossExerciseTests
{
    [Fact]
    public void Counting_three_negatives_for_each_other_user_is_right()
    {
        var result = StartingLossExercise.Check(b => Math.Log(3 * b - 2));

        Assert.True(result.Passed, result.Message);
    }

    [Fact]
    public void Each_wrong_count_is_told_its_own_cause()
    {
        Assert.Contains("sign", Cause(b => -Math.Log(3 * b - 2)));
        Assert.Contains("query-answer negatives only", Cause(b => Math.Log(b)));
        Assert.Contains("one kind of negative", Cause(b => Math.Log(2 * b - 1)));
        Assert.Contains("counted three times", Cause(b => Math.Log(3 * b)));
        Assert.Contains("missing from the sum", Cause(b => Math.Log(3 * b - 3)));
        Assert.Contains("base 2", Cause(b => Math.Log2(3 * b - 2)));
        Assert.Contains("base 10", Cause(b => Math.Log10(3 * b - 2)));
        Assert.Contains("number of candidates", Cause(b => 3 * b - 2));
        Assert.Contains("share", Cause(b => 1.0 / (3 * b - 2)));
        Assert.Contains("count the terms", Cause(b => 42));
    }

    private static string Cause(Func<int, double> attempt)
    {
        var result = StartingLossExercise.Check(attempt);
        Assert.False(result.Passed);
        return result.Message;
    }
}
