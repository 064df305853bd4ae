namespace Ggsm.Users;

/// <summary>A user as the user tower reads them, and what is known about them.</summary>
/// <param name="Query">The tokens and events, without an instruction.</param>
/// <param name="Labels">Answers to named yes/no questions about the user, 1 for yes.</param>
public sealed record LabelledUser(TokenSequence Query, IReadOnlyDictionary<string, int> Labels);
