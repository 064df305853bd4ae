using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>
/// The gradient of a batch too large for one graph (GradCache, arXiv 2101.06983). Every chunk of rows is embedded without a
/// graph; the loss over all embeddings gives the gradient of each embedding, the cache; then every chunk is encoded again,
/// with a graph, and its part of the cache goes back through it. Only one chunk of one tower is on a graph at a time.
/// </summary>
/// <remarks>
/// Gradient, loss and what the recipe observes are those of <see cref="PlainGradient"/>, for one more forward pass: the recipe's
/// clock counts batches, not chunks, all plans of a batch are made before anything is observed, and each tower's gradient is
/// observed once, as norms. Both passes of a chunk start from the same seed, so a layer that draws (dropout) draws the same
/// in both.
/// </remarks>
internal sealed class CachedGradient(ContrastiveHead head, int chunk) : IGradientPath
{
    // The CPU's generator takes 32 bits of a seed: the user tower's chunks use the lower half of them, the answer tower's the upper.
    private const long Seeds = 1L << 31;

    public MicroBatchOutcome Run(TowerEncoder encoder, PairBatch batch, long maskStep, int accumulation)
    {
        using var scope = NewDisposeScope();
        var seed = randint(Seeds, new long[] { 1 }, ScalarType.Int64).item<long>();
        var user = new CachedTower(encoder, head, Tower.User, batch.Query, maskStep, chunk, seed);
        var answer = new CachedTower(encoder, head, Tower.Answer, batch.Answer, maskStep, chunk, seed + Seeds);

        var users = user.Embed();
        var answers = answer.Embed();
        var value = head.Loss(batch, users, answers);
        var share = accumulation == 1 ? value : value / accumulation;
        share.backward();

        var ofUser = user.Backward(users.grad!, accumulation);
        var ofAnswer = answer.Backward(answers.grad!, accumulation);
        Report(encoder.Recipe, ofUser);
        Report(encoder.Recipe, ofAnswer);
        return new(value.item<float>(), Kept(ofUser.Last), Kept(ofAnswer.Last), ofUser.MeanFutureWeight);
    }

    private static void Report(MaskRecipe recipe, CachedTowerOutcome outcome)
    {
        if (outcome.Gradient is { } gradient)
            recipe.Observe(gradient);
    }

    private static TowerPass Kept(TowerPass pass)
    {
        pass.Embeddings.MoveToOuterDisposeScope();
        pass.Hidden.MoveToOuterDisposeScope();
        pass.Padding.MoveToOuterDisposeScope();
        pass.Modalities?.MoveToOuterDisposeScope();
        pass.Plan.FutureWeights.MoveToOuterDisposeScope();
        return pass;
    }
}
