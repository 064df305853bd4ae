namespace Ggsm.Checkpoints;

/// <summary>One file of a checkpoint as its manifest knows it.</summary>
/// <param name="Bytes">Size in bytes.</param>
/// <param name="Sha256">SHA-256 of the content, lower-case hexadecimal.</param>
public sealed record TrainingCheckpointFile(long Bytes, string Sha256);
