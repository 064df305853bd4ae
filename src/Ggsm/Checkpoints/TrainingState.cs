namespace Ggsm.Checkpoints;

/// <summary>Where a run stands; <c>state.json</c> of a checkpoint. Random draws need no state of their own: every update seeds them from the run's seed and its step.</summary>
public sealed record TrainingState
{
    /// <summary>The format of <c>state.json</c> this version writes, and the newest it reads.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>The format of the file.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>The optimiser's clock: updates done.</summary>
    public required long Step { get; init; }

    /// <summary>Micro-batches done, which is also the position in the data order.</summary>
    public required long MicroBatches { get; init; }

    /// <summary>The run's seed.</summary>
    public required long Seed { get; init; }

    /// <summary>SHA-256 of the training pairs, so that a run is not continued on other data.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>Whole lines of <c>run.jsonl</c> at this step.</summary>
    public required int LogLines { get; init; }

    /// <summary>Whole lines of <c>masks.jsonl</c> at this step.</summary>
    public required int MaskLines { get; init; }

    /// <summary>Whole lines of <c>eval.jsonl</c> at this step.</summary>
    public required int EvaluationLines { get; init; }
}
