using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer.LanguageModel;

/// <summary>A count of events that an answer states, so that it need not be believed.</summary>
/// <param name="Modality">Where; null for everywhere.</param>
/// <param name="Word">The words that the events contain; empty for every event.</param>
/// <param name="Count">How many there are said to be.</param>
internal sealed record CountClaim(Modality? Modality, string Word, int Count)
{
    public int TrueCount(UserProfile user)
    {
        string[] words = [.. Words.Of(Word)];
        return user.History.Count(e => (Modality is null || e.Modality == Modality) && words.All(Words.Of(PromptTemplate.RenderEvent(e)).Contains));
    }
}
