using static TorchSharp.torch;

namespace Ggsm.Contrastive;

/// <summary>Which users and which answers of a batch are the same; those are no negatives of one another.</summary>
/// <param name="Users">int64 <c>[batch]</c>, the same number for the same user input.</param>
/// <param name="Answers">int64 <c>[batch]</c>, the same number for the same answer.</param>
public sealed record PairIdentities(Tensor Users, Tensor Answers);
