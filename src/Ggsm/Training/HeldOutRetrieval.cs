using Ggsm.Evaluation;
using Ggsm.Masks;
using Ggsm.Users;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>Ranks every held-out user's own answer among the different held-out answers.</summary>
internal static class HeldOutRetrieval
{
    private const int BatchSize = 32;

    /// <summary>Embeds both sides under the recipe's final mask; recall at 1 and at 10.</summary>
    public static RetrievalResult Measure(EncoderModel model, IReadOnlyList<TokenPair> pairs, int padId, PromptMarks? marks, Device device)
    {
        var users = model.Compare(Tower.User, [.. pairs.Select(p => p.User)], padId, marks, device, BatchSize, CancellationToken.None);
        var answers = model.Compare(Tower.Answer, [.. pairs.Select(p => p.Answer)], padId, null, device, BatchSize, CancellationToken.None);
        return Retrieval.RecallAtK(users, answers, SequenceIdentity.Of(pairs.Select(p => (TokenSequence)p.Answer)), 1, 10);
    }
}
