namespace Ggsm.Notebooks.Exercises;

/// <summary>Chapter 05: AUC as the chance that a positive scores above a negative.</summary>
public static class RocAucExercise
{
    private const double Tolerance = 1e-9;

    /// <summary>Checks a function "score of a positive, score of a negative: credit of the pair", whose mean over all pairs is the AUC.</summary>
    public static ExerciseResult Check(Func<double, double, double> credit)
    {
        var (above, below, tied) = (credit(2, 1), credit(1, 2), credit(1, 1));
        if (Near(above, 0) && Near(below, 1))
            return ExerciseResult.Wrong("the order is turned: a pair counts when the positive scores higher, so this gives 1 - AUC.");
        if (!Near(above, 1))
            return ExerciseResult.Wrong($"a positive above its negative gets {above:0.##}. It is a pair in the right order and counts 1.");
        if (!Near(below, 0))
            return ExerciseResult.Wrong($"a positive below its negative gets {below:0.##}. It is a pair in the wrong order and counts 0.");
        if (Near(tied, 0))
            return ExerciseResult.Wrong("a tie gets 0. A scorer that gives everyone the same score would get AUC 0, though it is no better and no worse than chance.");
        if (Near(tied, 1))
            return ExerciseResult.Wrong("a tie gets 1. A scorer that gives everyone the same score would get a perfect AUC.");
        if (!Near(tied, 0.5))
            return ExerciseResult.Wrong($"a tie gets {tied:0.##}. Half of the credit makes a constant score come out at one half.");
        if (!Near(credit(5, 1), 1) || !Near(credit(0.1, 0), 1))
            return ExerciseResult.Wrong("the credit depends on how far apart the scores are. AUC looks at the order only.");
        return ExerciseResult.Right("AUC is the share of positive-negative pairs in the right order, a tie counting one half.");
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < Tolerance;
}
