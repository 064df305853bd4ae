namespace Ggsm.Users.Description;

/// <summary>The balance of one label.</summary>
/// <param name="Known">Users who have it.</param>
/// <param name="Positive">Those for whom it is 1.</param>
/// <param name="PositiveRate">The share of these.</param>
public sealed record LabelFigures(long Known, long Positive, double PositiveRate);
