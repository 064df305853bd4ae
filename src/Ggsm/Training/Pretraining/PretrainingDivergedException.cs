namespace Ggsm.Training.Pretraining;

/// <summary>A pretraining was stopped because its loss or gradient was no longer a number. Everything up to there is written.</summary>
public sealed class PretrainingDivergedException : Exception
{
    /// <param name="result">What it came to until then, as in its <c>metrics.json</c>; its <see cref="PretrainingResult.Divergence"/> is the message.</param>
    public PretrainingDivergedException(PretrainingResult result)
        : base(result.Divergence) => Result = result;

    /// <summary>What it came to until then.</summary>
    public PretrainingResult Result { get; }
}
