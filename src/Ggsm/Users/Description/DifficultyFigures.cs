namespace Ggsm.Users.Description;

/// <summary>How difficult pairs are: 1 - cos(query, answer), 0 to 2.</summary>
/// <param name="Known">Pairs that state it.</param>
/// <param name="Mean">The mean.</param>
/// <param name="BinWidth">The width of the histogram's bins, from 0 on.</param>
/// <param name="Histogram">Pairs in each bin; what lies outside 0 to 2 counts in the nearest.</param>
public sealed record DifficultyFigures(long Known, double Mean, double BinWidth, IReadOnlyList<long> Histogram);
