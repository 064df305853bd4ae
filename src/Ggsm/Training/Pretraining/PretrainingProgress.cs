namespace Ggsm.Training.Pretraining;

/// <summary>Reported after every update of a pretraining.</summary>
/// <param name="Step">The line just written to <c>run.jsonl</c>.</param>
/// <param name="TotalSteps">Updates of the whole pretraining.</param>
/// <param name="Elapsed">Time since this process began to train.</param>
public sealed record PretrainingProgress(PretrainingStep Step, int TotalSteps, TimeSpan Elapsed)
{
    /// <summary>Updates done, this one included.</summary>
    public long StepsDone => Step.Step + 1;
}
