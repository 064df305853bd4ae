namespace Ggsm.Evaluation;

/// <summary>How a task is probed.</summary>
public sealed record ProbeOptions
{
    /// <summary>The share of users the probe is tested on.</summary>
    public double TestFraction { get; init; } = 0.5;

    /// <summary>Penalties tried; the best by cross-validation on the training users is taken. One alone is taken as it is.</summary>
    public IReadOnlyList<double> Penalties { get; init; } = [0.01, 0.03, 0.1, 0.3, 1, 3];

    /// <summary>Folds of the cross-validation.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Resamples of the interval.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Decides the split, the folds and the resamples.</summary>
    public ulong Seed { get; init; } = 7;
}
