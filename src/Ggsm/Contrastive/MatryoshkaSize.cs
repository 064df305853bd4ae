namespace Ggsm.Contrastive;

/// <summary>A prefix of the embedding that is trained to stand on its own (Matryoshka representation learning, arXiv 2205.13147).</summary>
/// <param name="Size">The first so many numbers of the embedding.</param>
/// <param name="Weight">Its share in the mean of the losses, relative to the others.</param>
public sealed record MatryoshkaSize(int Size, double Weight = 1);
