namespace Ggsm.Checkpoints;

/// <summary>Vouches for a checkpoint: written last, it holds the size and checksum of every other file.</summary>
public sealed record TrainingCheckpointManifest
{
    /// <summary>The format this version of the workbook writes, and the newest it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The format the checkpoint was written in.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>Size and checksum by file name.</summary>
    public required IReadOnlyDictionary<string, TrainingCheckpointFile> Files { get; init; }
}
