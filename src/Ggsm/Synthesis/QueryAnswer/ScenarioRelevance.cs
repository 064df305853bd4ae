using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>
/// How much a scenario says about one user: the share of the user's events that it covers, over the average share of a
/// sample of users. Few events pull the share towards the average. A scenario about everything has relevance 1.
/// </summary>
public sealed class ScenarioRelevance
{
    // The weight of the average, in events.
    private const double Prior = 10;
    private const double LeastShare = 0.001;

    private readonly double[] average;

    private ScenarioRelevance(ScenarioPool pool, double[] average)
    {
        Pool = pool;
        this.average = average;
    }

    /// <summary>The scenarios.</summary>
    public ScenarioPool Pool { get; }

    /// <summary>Measures the average shares on a sample of users.</summary>
    public static ScenarioRelevance Measure(ScenarioPool pool, IEnumerable<UserProfile> users)
    {
        var sums = new double[pool.All.Count];
        var count = 0;
        foreach (var user in users.Where(u => u.History.Count > 0))
        {
            count++;
            var covered = pool.CountCovered(user.History);
            for (var i = 0; i < sums.Length; i++)
                sums[i] += (double)covered[i] / user.History.Count;
        }

        return new ScenarioRelevance(pool, [.. sums.Select(s => Math.Max(LeastShare, count == 0 ? 0 : s / count))]);
    }

    /// <summary>The most relevant scenarios with at least one event of the user, best first; equals in the order of the pool.</summary>
    public IReadOnlyList<Scenario> MostRelevant(UserProfile user, int most) =>
        [.. Pool.CountCovered(user.History)
            .Select((covered, i) => (Scenario: Pool.All[i], Covered: covered, Average: average[i]))
            .Where(s => s.Covered > 0)
            .OrderByDescending(s => (s.Covered + (Prior * s.Average)) / (user.History.Count + Prior) / s.Average)
            .Take(most)
            .Select(s => s.Scenario)];
}
