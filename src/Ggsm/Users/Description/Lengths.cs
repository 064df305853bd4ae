namespace Ggsm.Users.Description;

/// <summary>How long things are, exactly.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Least">The shortest.</param>
/// <param name="Median">Half are at most this long.</param>
/// <param name="P90">Nine tenths are at most this long.</param>
/// <param name="P99">99 of 100 are at most this long.</param>
/// <param name="Most">The longest.</param>
public sealed record Lengths(double Mean, long Least, long Median, long P90, long P99, long Most);
