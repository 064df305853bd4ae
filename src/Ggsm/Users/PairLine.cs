namespace Ggsm.Users;

/// <summary>One line of <c>pairs.jsonl</c>.</summary>
/// <param name="Answer">The text to be found.</param>
/// <param name="UserId">The user of <c>users.jsonl</c> it is about; may be null when <paramref name="Query"/> is given.</param>
/// <param name="Query">The whole query; when null, the user's profile is rendered.</param>
/// <param name="Instruction">The instruction to render the profile with; null for the general embedding.</param>
/// <param name="Source">Which data stream made it.</param>
/// <param name="Difficulty">1 - cos(query, answer) by some earlier embedder, when known.</param>
/// <param name="Split">On which side of the hold-out it lies; null lets the loader decide by seed.</param>
/// <param name="Negatives">Answers known to be wrong for this query (hard negatives); null when none are given.</param>
public sealed record PairLine(
    string Answer,
    string? UserId = null,
    string? Query = null,
    string? Instruction = null,
    string? Source = null,
    double? Difficulty = null,
    DataSplit? Split = null,
    IReadOnlyList<string>? Negatives = null);
