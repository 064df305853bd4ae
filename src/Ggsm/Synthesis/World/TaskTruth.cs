namespace Ggsm.Synthesis.World;

/// <summary>Why a user has a label: score = sqrt(1 - forward) · habit + sqrt(forward) · standing, probability = logistic(intercept + slope · score).</summary>
/// <param name="Habit">The everyday balance in standard deviations: readable without the order.</param>
/// <param name="Standing">The contract balance in standard deviations: readable from the order only.</param>
/// <param name="Score">Both, mixed by the dial.</param>
/// <param name="Probability">The probability with which the label was drawn: no reader of the history can know more.</param>
/// <param name="OrderFreeProbability">What the best reader would say that sees everything but the order of events.</param>
public sealed record TaskTruth(double Habit, double Standing, double Score, double Probability, double OrderFreeProbability);
