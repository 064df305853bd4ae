using Ggsm.Batches;
using Ggsm.Contrastive;
using Ggsm.Encoders;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>
/// One micro-batch as data flows: tokens, the recipe's plan for each tower, decoder, pooled states, InfoNCE, backward,
/// and the gradient of the hidden states back to the recipe. Parameters keep the gradient; nothing is updated.
/// </summary>
/// <remarks>
/// <para>
/// The loss compares each pair with the others of its micro-batch, so a larger micro-batch means more negatives. Two things
/// save memory, and only one of them keeps the negatives. <b>Accumulation</b> averages the gradients of several losses: 64
/// micro-batches of 32 pairs make one update, but every user is still compared with 31 others. The <b>gradient cache</b>
/// computes one loss over all 2,048 pairs, every user compared with 2,047 others, and holds the graph of one chunk of rows at
/// a time. It costs a second forward pass; its gradient is that of the whole micro-batch in one graph, up to rounding.
/// The two combine: each accumulated micro-batch then has its own cache.
/// </para>
/// <para>
/// The cache's chunks are invisible to the recipe: a micro-batch stays one step of the clock <c>micro-batch</c> however
/// many chunks it has, and is observed once a tower, after its last chunk.
/// </para>
/// </remarks>
public sealed class ContrastiveStep
{
    private readonly TowerEncoder encoder;
    private readonly IGradientPath path;
    private readonly GuidancePass? guiding;

    /// <param name="encoder">Decoder, recipe and pooling.</param>
    /// <param name="loss">The loss over the embeddings of both towers.</param>
    /// <param name="projector">Applied to the pooled states of both towers, as the released code does; null for none.</param>
    /// <param name="cacheChunk">Rows of a tower that are on a graph at a time under the gradient cache; 0 puts the whole micro-batch on one graph.</param>
    /// <param name="guiding">Runs ahead of the live pass for recipes that want it (<see cref="TowerCopy"/>); null for those that do not.</param>
    public ContrastiveStep(
        TowerEncoder encoder, InfoNceLoss loss, nn.Module<Tensor, Tensor>? projector = null, int cacheChunk = 0, GuidancePass? guiding = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cacheChunk);
        this.encoder = encoder;
        this.guiding = guiding;
        var head = new ContrastiveHead(loss, projector);
        path = cacheChunk == 0 ? new PlainGradient(head) : new CachedGradient(head, cacheChunk);
    }

    /// <summary>Forward and backward of one micro-batch. Call inside a dispose scope.</summary>
    /// <param name="batch">The tokens of both towers.</param>
    /// <param name="maskStep">The step of the recipe's clock.</param>
    /// <param name="accumulation">Micro-batches of the update; the gradient left on the parameters is divided by it.</param>
    /// <exception cref="InvalidOperationException">The recipe wants gradients from ahead of the live pass, and nothing runs ahead.</exception>
    public MicroBatchOutcome Run(PairBatch batch, long maskStep, int accumulation = 1)
    {
        RunAhead(batch, maskStep, accumulation);
        return path.Run(encoder, batch, maskStep, accumulation);
    }

    /// <summary>Forward and backward of one micro-batch. Call inside a dispose scope.</summary>
    /// <param name="query">The user tower's tokens.</param>
    /// <param name="answer">The answer tower's tokens, row by row the positives of <paramref name="query"/>.</param>
    /// <param name="maskStep">The step of the recipe's clock.</param>
    /// <param name="accumulation">Micro-batches of the update; the gradient left on the parameters is divided by it.</param>
    public MicroBatchOutcome Run(TokenBatch query, TokenBatch answer, long maskStep, int accumulation = 1) =>
        Run(new PairBatch(query, answer), maskStep, accumulation);

    private void RunAhead(PairBatch batch, long maskStep, int accumulation)
    {
        if (encoder.Copy != TowerCopy.Live)
            return;
        if (guiding is null && GuidancePass.CopyWanted(encoder.Recipe, maskStep) != TowerCopy.Live)
            throw new InvalidOperationException($"The recipe {encoder.Recipe.Name} wants gradients from ahead of the live pass, and this step has no GuidancePass.");
        guiding?.Run(batch, maskStep, accumulation);
    }
}

/// <summary>One micro-batch after backward. Its tensors belong to the dispose scope it was made in.</summary>
/// <param name="Loss">The contrastive loss, not divided by the number of accumulated micro-batches.</param>
/// <param name="User">The user tower's pass; under a gradient cache that of its last chunk, detached.</param>
/// <param name="Answer">The answer tower's pass; under a gradient cache that of its last chunk, detached.</param>
/// <param name="MeanFutureWeight">Mean weight of the pairs j &gt; i of real tokens in the user tower, over all its rows.</param>
public sealed record MicroBatchOutcome(double Loss, TowerOutput User, TowerOutput Answer, double MeanFutureWeight);

/// <summary>What follows the towers: the projector, where there is one, and the loss.</summary>
internal sealed class ContrastiveHead(InfoNceLoss loss, nn.Module<Tensor, Tensor>? projector)
{
    /// <summary>The embeddings of pooled states, <c>[rows, size]</c>.</summary>
    public Tensor Project(Tensor pooled) => projector is null ? pooled : projector.call(pooled);

    /// <summary>The loss of a batch, a scalar.</summary>
    /// <param name="batch">Says which rows are hard negatives, and which are the same.</param>
    /// <param name="users">Embeddings of the user tower's rows.</param>
    /// <param name="answers">Embeddings of the answer tower's rows.</param>
    public Tensor Loss(PairBatch batch, Tensor users, Tensor answers)
    {
        using var scope = NewDisposeScope();
        var same = batch.Identities();
        if (batch.NegativeRows is not { } rows)
            return loss.Compute(users, answers, identities: same).MoveToOuterDisposeScope();
        var (pairs, size) = (users.shape[0], users.shape[1]);
        var hard = answers.index_select(0, rows.clamp_min(0).view(-1)).view(pairs, -1, size);
        return loss.Compute(users, answers.narrow(0, 0, pairs), new HardNegatives(hard, rows >= 0), same).MoveToOuterDisposeScope();
    }
}

/// <summary>A way from a batch to its gradients: forward, loss, backward, and what the recipe observes of it.</summary>
internal interface IGradientPath
{
    /// <summary>Leaves the gradient on the parameters, divided by <paramref name="accumulation"/>, and the recipe told.</summary>
    MicroBatchOutcome Run(TowerEncoder encoder, PairBatch batch, long maskStep, int accumulation);
}

/// <summary>The whole batch in one graph.</summary>
internal sealed class PlainGradient(ContrastiveHead head) : IGradientPath
{
    public MicroBatchOutcome Run(TowerEncoder encoder, PairBatch batch, long maskStep, int accumulation)
    {
        var user = encoder.Encode(Tower.User, batch.Query, maskStep, EncodingMode.Training);
        var answer = encoder.Encode(Tower.Answer, batch.Answer, maskStep, EncodingMode.Training);
        var value = head.Loss(batch, head.Project(user.Embeddings), head.Project(answer.Embeddings));
        var share = accumulation == 1 ? value : value / accumulation;
        share.backward();
        user.FinishBackward();
        answer.FinishBackward();
        Report(encoder.Recipe, user, accumulation);
        Report(encoder.Recipe, answer, accumulation);
        return new(value.item<float>(), user, answer, FutureWeights.Mean(user.Plan.FutureWeights, user.Padding));
    }

    private static void Report(MaskRecipe recipe, TowerOutput pass, int accumulation)
    {
        if (pass.Guiding?.grad is not { } gradient)
            return;
        var ofOwnLoss = accumulation == 1 ? gradient : gradient * accumulation;
        recipe.Observe(new HiddenGradient(pass.Tower, pass.Step, ofOwnLoss, pass.Padding, pass.Copy, accumulation));
    }
}
