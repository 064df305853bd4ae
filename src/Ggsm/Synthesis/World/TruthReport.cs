using Ggsm.Users;

namespace Ggsm.Synthesis.World;

/// <summary>Gathers, user by user and in constant memory, how well each task can be answered.</summary>
public sealed class TruthReport
{
    private readonly IReadOnlyList<Theme> themes;
    private readonly BinnedAuc[] best;
    private readonly BinnedAuc[] orderFree;
    private readonly long[] positives;
    private long users;

    /// <param name="options">What is made.</param>
    public TruthReport(WorldOptions options)
    {
        themes = options.Validate();
        best = [.. themes.Select(_ => new BinnedAuc())];
        orderFree = [.. themes.Select(_ => new BinnedAuc())];
        positives = new long[themes.Count];
    }

    /// <summary>The tasks as far as users have been added.</summary>
    public IReadOnlyList<TaskReport> Tasks =>
        [.. themes.Select((t, k) => new TaskReport(t.Task, users == 0 ? 0 : positives[k] / (double)users, best[k].Result(), orderFree[k].Result()))];

    /// <summary>Adds one user.</summary>
    public void Add(UserTruth truth, UserProfile profile)
    {
        users++;
        for (var k = 0; k < themes.Count; k++)
        {
            var task = truth.Tasks[themes[k].Task];
            var label = profile.Labels[themes[k].Task];
            positives[k] += label;
            best[k].Add(task.Score, task.Probability, label);
            orderFree[k].Add(BinnedAuc.Furthest * ((2 * task.OrderFreeProbability) - 1), task.Probability, label);
        }
    }
}
