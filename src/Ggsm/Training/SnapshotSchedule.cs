namespace Ggsm.Training;

/// <summary>The steps at which the mask is written down: first, last, and evenly between.</summary>
internal sealed class SnapshotSchedule
{
    private readonly HashSet<long> steps;

    public SnapshotSchedule(int totalSteps, int count) =>
        steps = [.. Enumerable.Range(0, count).Select(i => (long)Math.Round((totalSteps - 1) * (double)i / (count - 1)))];

    public bool Includes(long step) => steps.Contains(step);
}
