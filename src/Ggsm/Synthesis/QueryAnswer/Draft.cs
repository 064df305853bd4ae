using Ggsm.Synthesis.QueryAnswer.Grammar;
using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>A question and its answer as first written.</summary>
/// <param name="Question">The question; it becomes the instruction of the user's prompt.</param>
/// <param name="Answer">The answer.</param>
public sealed record Draft(string Question, string Answer)
{
    /// <summary>What the pair is made of, such as <c>fact=trend</c>: hard pairs are searched for common ones.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The facts the answer states, when the grammar wrote it.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>The wording of the answer's first sentence, and what decides the rest: so it can be written again with other numbers.</summary>
    internal (int First, ulong Seed) Wording { get; init; }
}

/// <summary>What can be wrong with a pair whoever wrote it, without knowing what is true.</summary>
internal static class DraftCheck
{
    private const int LongestQuestion = 400;
    private const int LongestAnswer = 600;
    private const int ShortestTellingId = 4;

    /// <summary>Why the pair cannot be used, or null.</summary>
    public static string? FaultOf(UserProfile user, string question, string answer)
    {
        if (question.Length > LongestQuestion || answer.Length > LongestAnswer)
            return "too long";
        if (SpecialTokens.All.Any(t => question.Contains(t, StringComparison.Ordinal) || answer.Contains(t, StringComparison.Ordinal)))
            return "special token in the text";
        if (user.Id.Length >= ShortestTellingId && (question.Contains(user.Id, StringComparison.Ordinal) || answer.Contains(user.Id, StringComparison.Ordinal)))
            return "names the user";
        return Words.Of(question).SequenceEqual(Words.Of(answer)) ? "the answer repeats the question" : null;
    }
}

/// <summary>What comparing a draft with the whole profile found.</summary>
/// <param name="Answer">The answer to keep, rewritten where it had to be; null when the draft contradicts the profile.</param>
/// <param name="Reason">Why it was rejected, in a few words that group rejections; null when it was not.</param>
/// <param name="Detail">The contradiction itself.</param>
public sealed record Review(string? Answer, string? Reason = null, string? Detail = null);
