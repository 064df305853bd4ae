namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>How far a synthesis is.</summary>
/// <param name="Stage">What is being done, such as <c>calibration</c>.</param>
/// <param name="Done">Pairs done of this stage.</param>
/// <param name="Total">Pairs of this stage.</param>
public sealed record QueryAnswerProgress(string Stage, int Done, int Total);
