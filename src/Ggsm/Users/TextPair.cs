namespace Ggsm.Users;

/// <summary>A query and the answer that belongs to it: what contrastive training brings together.</summary>
/// <param name="Query">The user's prompt (see <see cref="PromptTemplate"/>) or any text; the anchor may be missing, encoding adds it.</param>
/// <param name="Answer">The text to be found; <c>&lt;EOS&gt;</c> may be missing, encoding adds it.</param>
/// <param name="UserId">The user it is about, when it is about one.</param>
/// <param name="Source">Where it comes from: <c>behavior</c>, <c>qa</c>, or a name of the importer's.</param>
/// <param name="Difficulty">1 - cos(query, answer) by some earlier embedder, when known.</param>
/// <param name="Negatives">Answers known to be wrong for this query (hard negatives); null when none are given.</param>
public sealed record TextPair(
    string Query, string Answer, string? UserId = null, string? Source = null, double? Difficulty = null, IReadOnlyList<string>? Negatives = null);
