namespace Ggsm.Notebooks.Exercises;

/// <summary>Chapter 03: what is the loss of an encoder that cannot tell one user from another?</summary>
public static class StartingLossExercise
{
    private const double Tolerance = 1e-6;

    private static readonly int[] Batches = [5, 8, 33];

    private static readonly (Func<int, double> Formula, string Cause)[] KnownErrors =
    [
        (batch => -Math.Log(Candidates(batch)), "the sign is turned. The loss is minus the logarithm of a share, so it is positive."),
        (batch => Math.Log(batch), "that counts query-answer negatives only, as the released code does. As described there are also user-user and answer-answer negatives."),
        (batch => Math.Log(1 + (2 * (batch - 1))), "one kind of negative is missing. Another user j gives three: (u_i, a_j), (u_i, u_j) and (a_i, a_j)."),
        (batch => Math.Log(3 * batch), "the pair of i itself is counted three times. It stands in the sum once; u_i with u_i and a_i with a_i are not negatives."),
        (batch => Math.Log(3 * (batch - 1)), "the pair of i itself is missing from the sum below the line."),
        (batch => Math.Log2(Candidates(batch)), "that is the logarithm to base 2. The loss uses the natural one."),
        (batch => Math.Log10(Candidates(batch)), "that is the logarithm to base 10. The loss uses the natural one."),
        (batch => Candidates(batch), "that is the number of candidates. The loss is its logarithm."),
        (batch => 1 / Candidates(batch), "that is the share of the right answer. The loss is minus its logarithm."),
    ];

    /// <summary>
    /// Checks a function "batch size: InfoNCE as described when all similarities are equal". Every candidate then has
    /// the same share of Z_i (arXiv 2602.10622, equation 7): the pair itself and three kinds of negatives for each other user.
    /// </summary>
    public static ExerciseResult Check(Func<int, double> startingLoss)
    {
        if (Agree(startingLoss, batch => Math.Log(Candidates(batch))))
            return ExerciseResult.Right("with B users there are 1 + 3(B - 1) equal candidates, so such an encoder has the loss ln(1 + 3(B - 1)).");

        foreach (var (formula, cause) in KnownErrors)
        {
            if (Agree(startingLoss, formula))
                return ExerciseResult.Wrong(cause);
        }

        return ExerciseResult.Wrong("count the terms of Z_i when all similarities are equal; the loss is the logarithm of their number.");
    }

    private static double Candidates(int batch) => 1 + (3 * (batch - 1));

    private static bool Agree(Func<int, double> given, Func<int, double> formula) =>
        Batches.All(batch => Math.Abs(given(batch) - formula(batch)) < Tolerance);
}
