using Ggsm.Evaluation;
using Ggsm.Masks;
using Ggsm.Users;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>How well held-out users find their own answer among all held-out answers.</summary>
/// <param name="RecallAt1">Share whose own answer ranks first.</param>
/// <param name="RecallAt10">Share whose own answer is among the first ten.</param>
/// <param name="ChanceAt10">Recall at ten of a random ranking.</param>
internal sealed record HeldOutRetrieval(double RecallAt1, double RecallAt10, double ChanceAt10)
{
    private const int BatchSize = 32;

    /// <summary>Embeds both sides under the recipe's final mask and ranks by cosine.</summary>
    public static HeldOutRetrieval Measure(EncoderModel model, IReadOnlyList<TokenPair> pairs, int padId, Device device)
    {
        var users = model.Embed(Tower.User, [.. pairs.Select(p => p.Query)], padId, device, BatchSize, CancellationToken.None);
        var answers = model.Embed(Tower.Answer, [.. pairs.Select(p => p.Answer)], padId, device, BatchSize, CancellationToken.None);
        return new(
            Retrieval.RecallAtK(users, answers, 1), Retrieval.RecallAtK(users, answers, 10), Math.Min(1, 10.0 / pairs.Count));
    }
}
