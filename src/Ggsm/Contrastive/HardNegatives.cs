using static TorchSharp.torch;

namespace Ggsm.Contrastive;

/// <summary>Answers known to be wrong for one pair each, besides the other pairs of the batch.</summary>
/// <param name="Embeddings"><c>[batch, k, size]</c>, row i for user i, of any length.</param>
/// <param name="Given">bool <c>[batch, k]</c>, false where a row has fewer than k; what stands there is not looked at.</param>
public sealed record HardNegatives(Tensor Embeddings, Tensor Given);
