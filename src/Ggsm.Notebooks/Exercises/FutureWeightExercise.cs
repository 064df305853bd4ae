namespace Ggsm.Notebooks.Exercises;

/// <summary>Chapter 04: the future weight of equation 5, from a gradient norm and alpha.</summary>
public static class FutureWeightExercise
{
    private const double Tolerance = 1e-6;

    private static readonly (double Norm, double Alpha)[] Probes = [(0, 0), (0.8, 0), (0, 1), (3, 1), (0.8, 0.25), (2, 0.6)];

    private static readonly (Func<double, double, double> Formula, string Cause)[] KnownErrors =
    [
        ((norm, alpha) => (alpha * Sigmoid(norm)) + 1 - alpha, "alpha and 1 - alpha are exchanged. Alpha is the share of the open mask, and it grows."),
        ((norm, alpha) => alpha * Sigmoid(norm), "alpha scales the weight. It should blend the weight with 1, so that alpha = 1 is open."),
        ((norm, alpha) => (1 - alpha) * Sigmoid(norm), "the open share, + alpha, is missing: with alpha = 1 the future would close."),
        ((norm, alpha) => ((1 - alpha) * norm) + alpha, "the sigmoid is missing: a gradient norm has no upper limit."),
        ((norm, alpha) => ((1 - alpha) * Sigmoid(-norm)) + alpha, "the sign inside the sigmoid is turned: a larger gradient norm should give a larger weight."),
        ((norm, alpha) => Sigmoid(norm), "alpha is not used."),
        ((norm, alpha) => Sigmoid(norm) + alpha, "alpha is added without taking its share from the sigmoid, so the weight passes 1."),
    ];

    /// <summary>Checks a function "gradient norm, alpha: future weight" against (1 - alpha) sigmoid(norm) + alpha.</summary>
    public static ExerciseResult Check(Func<double, double, double> futureWeight)
    {
        if (Agree(futureWeight, (norm, alpha) => ((1 - alpha) * Sigmoid(norm)) + alpha))
            return ExerciseResult.Right("without a gradient the weight is one half, never near zero, and alpha opens whatever is left.");

        foreach (var (formula, cause) in KnownErrors)
        {
            if (Agree(futureWeight, formula))
                return ExerciseResult.Wrong(cause);
        }

        return ExerciseResult.Wrong((futureWeight(0, 0), futureWeight(3, 1)) switch
        {
            (double.NaN, _) or (_, double.NaN) => "without a gradient, or with alpha = 1, that is not a number.",
            ( < 0 or > 1, _) or (_, < 0 or > 1) => "a weight lies between 0, closed, and 1, open.",
            (_, < 1 - Tolerance) => "at alpha = 1 the mask is open whatever the norm, so the weight is 1.",
            ( < 0.5 - Tolerance or > 0.5 + Tolerance, _) => "sigmoid(0) is one half, so without a gradient and before alpha grows the weight is one half.",
            _ => "blend sigmoid(norm) with 1 by alpha.",
        });
    }

    private static bool Agree(Func<double, double, double> given, Func<double, double, double> formula) =>
        Probes.All(probe => Math.Abs(given(probe.Norm, probe.Alpha) - formula(probe.Norm, probe.Alpha)) < Tolerance);

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
