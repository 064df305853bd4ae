using Ggsm.Contrastive;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

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
