namespace Ggsm.Training;

/// <summary>Linear warm-up to the peak, then a half cosine down to zero at the last update.</summary>
/// <param name="Peak">The highest learning rate.</param>
/// <param name="WarmupSteps">Updates until the peak is reached; 0 starts at the peak.</param>
/// <param name="TotalSteps">Updates of the whole run.</param>
public sealed record LearningRateSchedule(double Peak, int WarmupSteps, int TotalSteps)
{
    /// <summary>The learning rate of update <paramref name="step"/>, counted from 0; never 0 within the run.</summary>
    public double At(long step)
    {
        if (step < WarmupSteps)
            return Peak * (step + 1) / WarmupSteps;

        var progress = (double)(step - WarmupSteps) / Math.Max(1, TotalSteps - WarmupSteps);
        return Peak * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress)));
    }
}
