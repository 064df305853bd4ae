using Ggsm.Batches;
using Ggsm.Encoders;
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

    private static TowerOutput Kept(TowerOutput pass)
    {
        pass.Embeddings.MoveToOuterDisposeScope();
        pass.Hidden.MoveToOuterDisposeScope();
        pass.Padding.MoveToOuterDisposeScope();
        pass.Modalities?.MoveToOuterDisposeScope();
        pass.Plan.FutureWeights.MoveToOuterDisposeScope();
        return pass;
    }
}

/// <summary>One tower's rows under a gradient cache: embedded chunk by chunk, then encoded again and taken backward chunk by chunk.</summary>
internal sealed class CachedTower(
    TowerEncoder encoder, ContrastiveHead head, Tower tower, TokenBatch batch, long maskStep, int chunk, long seed)
{
    /// <summary>The embeddings of all rows, <c>[rows, size]</c>, a leaf that will take a gradient.</summary>
    public Tensor Embed()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var parts = new List<Tensor>();
        foreach (var (first, count) in Chunks())
        {
            using var inner = NewDisposeScope();
            parts.Add(head.Project(Encode(first, count).Embeddings).MoveToOuterDisposeScope());
        }

        return cat(parts, 0).requires_grad_().MoveToOuterDisposeScope();
    }

    /// <summary>Encodes every chunk again and adds its gradient to the parameters. What it returns belongs to the caller's dispose scope.</summary>
    /// <param name="cache">The gradient of each embedding, <c>[rows, size]</c>.</param>
    /// <param name="accumulation">What that gradient was divided by.</param>
    public CachedTowerOutcome Backward(Tensor cache, int accumulation)
    {
        var weights = 0.0;
        var pairs = 0L;
        TowerOutput? last = null;
        var norms = new List<Tensor>();
        var paddings = new List<Tensor>();
        foreach (var (first, count) in Chunks())
        {
            using var scope = NewDisposeScope();
            var pass = Encode(first, count);
            head.Project(pass.Embeddings).backward([cache.narrow(0, first, count)]);
            pass.FinishBackward();

            var futurePairs = FutureWeights.Pairs(pass.Padding);
            weights += FutureWeights.Mean(pass.Plan.FutureWeights, pass.Padding) * futurePairs;
            pairs += futurePairs;
            if (pass.Guiding?.grad is { } gradient)
            {
                norms.Add((gradient.to(ScalarType.Float32).norm(dim: -1, keepdim: true) * accumulation).MoveToOuterDisposeScope());
                paddings.Add(Kept(pass.Padding));
            }

            if (first + count == Rows)
                last = Kept(pass);
        }

        var observed = norms.Count == 0
            ? null
            : new HiddenGradient(tower, maskStep, cat(norms, 0), cat(paddings, 0), encoder.Copy, accumulation);
        return new(last!, pairs == 0 ? 0 : weights / pairs, observed);
    }

    private long Rows => batch.Ids.shape[0];

    private IEnumerable<(long First, long Count)> Chunks()
    {
        for (long first = 0; first < Rows; first += chunk)
            yield return (first, Math.Min(chunk, Rows - first));
    }

    private TowerOutput Encode(long first, long count)
    {
        manual_seed(seed + first);
        return encoder.Encode(tower, batch.Rows(first, count), maskStep, EncodingMode.Training);
    }

    private static TowerOutput Kept(TowerOutput pass) => pass with
    {
        Embeddings = Kept(pass.Embeddings),
        Hidden = Kept(pass.Hidden),
        Padding = Kept(pass.Padding),
        Modalities = pass.Modalities is null ? null : Kept(pass.Modalities),
        Plan = pass.Plan with { FutureWeights = Kept(pass.Plan.FutureWeights), States = null, Padding = null, Anchor = null, Segments = null, Modalities = null },
        Guiding = null,
        Recomputing = null,
    };

    private static Tensor Kept(Tensor tensor) => tensor.detach().MoveToOuterDisposeScope();
}

/// <summary>One tower's rows after the second pass of a gradient cache.</summary>
/// <param name="Last">The pass of the last chunk, detached.</param>
/// <param name="MeanFutureWeight">Over all rows.</param>
/// <param name="Gradient">What the recipe asked to observe, over all rows; null when it asked for nothing.</param>
internal sealed record CachedTowerOutcome(TowerOutput Last, double MeanFutureWeight, HiddenGradient? Gradient);
