using Ggsm.Contrastive;
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
    private readonly GuidingStep? guiding;

    /// <param name="encoder">Decoder, recipe and pooling.</param>
    /// <param name="loss">The loss over the embeddings of both towers.</param>
    /// <param name="projector">Applied to the pooled states of both towers, as the released code does; null for none.</param>
    /// <param name="cacheChunk">Rows of a tower that are on a graph at a time under the gradient cache; 0 puts the whole micro-batch on one graph.</param>
    /// <param name="guiding">Runs ahead of the live pass for recipes that want it (<see cref="TowerCopy"/>); null for those that do not.</param>
    public ContrastiveStep(
        TowerEncoder encoder, InfoNceLoss loss, nn.Module<Tensor, Tensor>? projector = null, int cacheChunk = 0, GuidingStep? guiding = null)
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
        if (guiding is null && GuidingStep.CopyWanted(encoder.Recipe, maskStep) != TowerCopy.Live)
            throw new InvalidOperationException($"The recipe {encoder.Recipe.Name} wants gradients from ahead of the live pass, and this step has no GuidingStep.");
        guiding?.Run(batch, maskStep, accumulation);
    }
}
