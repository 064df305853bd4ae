using Ggsm.Contrastive;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Training;

/// <summary>What follows the towers: the projector, where there is one, and the loss.</summary>
internal sealed class ContrastiveHead(InfoNceLoss loss, nn.Module<Tensor, Tensor>? projector)
{
    /// <summary>The embeddings of pooled states, <c>[rows, size]</c>.</summary>
    public Tensor Project(Tensor pooled) => projector is null ? pooled : projector.call(pooled);

    /// <summary>The loss over a batch's embeddings, a scalar.</summary>
    public Tensor Loss(Tensor users, Tensor answers) => loss.Compute(users, answers);
}
