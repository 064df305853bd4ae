using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer;

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
