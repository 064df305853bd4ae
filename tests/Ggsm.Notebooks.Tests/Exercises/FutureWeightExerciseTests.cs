using Ggsm.Notebooks.Exercises;

namespace Ggsm.Notebooks.Tests.Exercises;

public sealed class FutureWeightExerciseTests
{
    [Fact]
    public void Equation_5_is_right()
    {
        var result = FutureWeightExercise.Check((norm, alpha) => (1 - alpha) * Sigmoid(norm) + alpha);

        Assert.True(result.Passed, result.Message);
    }

    [Fact]
    public void Each_wrong_formula_is_told_its_own_cause()
    {
        Assert.Contains("exchanged", Cause((norm, alpha) => alpha * Sigmoid(norm) + 1 - alpha));
        Assert.Contains("blend", Cause((norm, alpha) => alpha * Sigmoid(norm)));
        Assert.Contains("+ alpha, is missing", Cause((norm, alpha) => (1 - alpha) * Sigmoid(norm)));
        Assert.Contains("sigmoid is missing", Cause((norm, alpha) => (1 - alpha) * norm + alpha));
        Assert.Contains("sign inside", Cause((norm, alpha) => (1 - alpha) * Sigmoid(-norm) + alpha));
        Assert.Contains("alpha is not used", Cause((norm, alpha) => Sigmoid(norm)));
        Assert.Contains("passes 1", Cause((norm, alpha) => Sigmoid(norm) + alpha));
        Assert.Contains("is one half", Cause((norm, alpha) => Math.Max(Math.Tanh(norm), alpha)));
        Assert.Contains("at alpha = 1", Cause((norm, alpha) => Sigmoid(norm + alpha)));
        Assert.Contains("between 0, closed, and 1", Cause((norm, alpha) => 1.5));
        Assert.Contains("not a number", Cause((norm, alpha) => double.NaN));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static string Cause(Func<double, double, double> attempt)
    {
        var result = FutureWeightExercise.Check(attempt);
        Assert.False(result.Passed);
        return result.Message;
    }
}
