namespace Ggsm.Training;

/// <summary>Reported after every update.</summary>
/// <param name="Record">The line just written to <c>run.jsonl</c>.</param>
/// <param name="TotalSteps">Updates of the whole run.</param>
/// <param name="Elapsed">Time since this process began to train.</param>
public sealed record TrainingProgress(StepRecord Record, int TotalSteps, TimeSpan Elapsed)
{
    /// <summary>The evaluation made after this update; null when none was due.</summary>
    public EvaluationRecord? Evaluation { get; init; }

    /// <summary>The probes made after this update, one a task; empty when none was due.</summary>
    public IReadOnlyList<ProbeRecord> Probes { get; init; } = [];

    /// <summary>Updates done, this one included.</summary>
    public long StepsDone => Record.Step + 1;
}
