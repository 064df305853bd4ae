using Ggsm.Runs;
using Ggsm.Training;

namespace Ggsm.Notebooks;

/// <summary>A training run under the name that figures give it, such as its recipe's.</summary>
/// <param name="Name">The name in the legend.</param>
/// <param name="Steps">Its log, in order.</param>
public sealed record NamedRun(string Name, IReadOnlyList<StepRecord> Steps)
{
    /// <summary>A run folder under its recipe's name.</summary>
    public static NamedRun Of(RunFolder run) => new(TrainingConfig.Of(run).Mask.Recipe, run.Steps);
}
