using Ggsm.Contrastive;
using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>
/// One micro-batch as data flows: tokens, the recipe's plan for each tower, decoder, pooled states, InfoNCE, backward,
/// and the gradient of the hidden states back to the recipe. Parameters keep the gradient; nothing is updated.
/// </summary>
public sealed class ContrastiveStep
{
    private readonly TowerEncoder encoder;
    private readonly InfoNceLoss loss;
    private readonly nn.Module<Tensor, Tensor>? projector;

    /// <param name="encoder">Decoder, recipe and pooling.</param>
    /// <param name="loss">The loss over the embeddings of both towers.</param>
    /// <param name="projector">Applied to the pooled states of both towers, as the released code does; null for none.</param>
    public ContrastiveStep(TowerEncoder encoder, InfoNceLoss loss, nn.Module<Tensor, Tensor>? projector = null)
    {
        this.encoder = encoder;
        this.loss = loss;
        this.projector = projector;
    }

    /// <summary>Forward and backward of one micro-batch. Call inside a dispose scope.</summary>
    /// <param name="query">The user tower's tokens.</param>
    /// <param name="answer">The answer tower's tokens, row by row the positives of <paramref name="query"/>.</param>
    /// <param name="maskStep">The step of the recipe's clock.</param>
    /// <param name="accumulation">Micro-batches of the update; the gradient left on the parameters is divided by it.</param>
    public MicroBatchOutcome Run(TokenBatch query, TokenBatch answer, long maskStep, int accumulation = 1)
    {
        var user = encoder.Encode(Tower.User, query, maskStep, MaskPhase.Training);
        var target = encoder.Encode(Tower.Answer, answer, maskStep, MaskPhase.Training);
        var value = loss.Compute(Project(user.Embeddings), Project(target.Embeddings));
        var share = accumulation == 1 ? value : value / accumulation;
        share.backward();
        Report(user, accumulation);
        Report(target, accumulation);
        return new(value.item<float>(), user, target);
    }

    private Tensor Project(Tensor embeddings) => projector is null ? embeddings : projector.call(embeddings);

    private void Report(TowerPass pass, int accumulation)
    {
        if (pass.Guiding?.grad is not { } gradient)
            return;
        var ofOwnLoss = accumulation == 1 ? gradient : gradient * accumulation;
        encoder.Recipe.Observe(new HiddenGradient(pass.Tower, pass.Step, ofOwnLoss, pass.Padding, Accumulation: accumulation));
    }
}
