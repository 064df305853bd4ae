using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>A pair of the scaled synthesis: compared with the profile, and of known difficulty.</summary>
/// <param name="User">About whom.</param>
/// <param name="Scenario">From which scenario.</param>
/// <param name="Draft">Question and answer as first written.</param>
/// <param name="Answer">The answer after the review.</param>
/// <param name="Difficulty">S_d of the question with this answer.</param>
public sealed record ScaledPair(UserProfile User, Scenario Scenario, Draft Draft, string Answer, double Difficulty)
{
    /// <summary>Whether the review changed the answer.</summary>
    public bool IsRewritten => Answer != Draft.Answer;
}
