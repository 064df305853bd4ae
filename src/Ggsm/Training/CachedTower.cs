using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

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
        TowerPass? last = null;
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

    private TowerPass Encode(long first, long count)
    {
        manual_seed(seed + first);
        return encoder.Encode(tower, batch.Rows(first, count), maskStep, EncodingMode.Training);
    }

    private static TowerPass Kept(TowerPass pass) => pass with
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
