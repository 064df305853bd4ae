namespace Ggsm.Evaluation;

/// <summary>A number that says how well scores divide two classes, such as <see cref="RocAuc.Of"/>.</summary>
/// <param name="scores">Higher means more likely positive, <c>[count]</c>.</param>
/// <param name="labels">0 or 1, <c>[count]</c>.</param>
public delegate double BinaryMetric(ReadOnlySpan<double> scores, ReadOnlySpan<int> labels);
