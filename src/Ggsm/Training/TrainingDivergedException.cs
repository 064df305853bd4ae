namespace Ggsm.Training;

/// <summary>
/// A run was stopped because its loss or gradient was no longer a number, or had exploded. Everything up to there is written, the
/// last good checkpoint is kept, and the message is the whole diagnosis.
/// </summary>
public sealed class TrainingDivergedException : Exception
{
    /// <param name="objective">What it was to learn.</param>
    /// <param name="diagnosis">What was seen, and what may have caused it.</param>
    /// <param name="result">What the run came to until then, as in its <c>metrics.json</c>.</param>
    public TrainingDivergedException(TrainingObjective objective, DivergenceDiagnosis diagnosis, TrainingResult result)
        : base(diagnosis.ToString())
    {
        Objective = objective;
        Diagnosis = diagnosis;
        Result = result;
    }

    /// <summary>What the run was to learn: that of the pretraining where a run was to start from one.</summary>
    public TrainingObjective Objective { get; }

    /// <summary>What was seen, and what may have caused it.</summary>
    public DivergenceDiagnosis Diagnosis { get; }

    /// <summary>What the run came to until then.</summary>
    public TrainingResult Result { get; }
}
