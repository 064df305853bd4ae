namespace Ggsm.Synthesis.World;

/// <summary>The AUC of ranking users by what is true of them.</summary>
/// <param name="Promised">What the probabilities promise: the expectation over draws of the labels.</param>
/// <param name="Measured">On the labels that were drawn.</param>
/// <param name="Low">
/// The lower end of the interval of the measured value (Hanley and McNeil, 1982), wide enough to hold for all nine tasks at
/// once with 95% (Bonferroni).
/// </param>
/// <param name="High">The upper end.</param>
public sealed record BayesAuc(double Promised, double Measured, double Low, double High);
