using Ggsm.Users;

namespace Ggsm.Synthesis;

/// <summary>Stream 1, behavioural trajectories: the history of three months against an aggregated, then sampled, signal of the month after.</summary>
public static class Trajectories
{
    /// <summary>The stream's name in its pairs.</summary>
    internal const string Source = "behavior";

    /// <summary>
    /// The side of a user by position: of each so many users in a row one is held out, drawn by the seed; of the first
    /// ones it is the second, so that two users suffice for both sides.
    /// </summary>
    /// <param name="position">The user's position, from 0.</param>
    /// <param name="options">Seed and share.</param>
    public static DataSplit SideOf(long position, TrajectoryOptions options)
    {
        var (block, at) = Math.DivRem(position, options.HeldOutOneIn);
        var chosen = block == 0 ? 1 : SeededRandom.For(options.Seed, $"held-out {block}").NextInt(options.HeldOutOneIn);
        return at == chosen ? DataSplit.HeldOut : DataSplit.Train;
    }

    /// <summary>
    /// The pairs of one user; none where the history or the future is empty: there is nothing to bring together. Samples of a
    /// short future are often the same, and the same answer is given once.
    /// </summary>
    /// <param name="profile">The user.</param>
    /// <param name="split">The side.</param>
    /// <param name="options">What is sampled.</param>
    public static IEnumerable<PairLine> PairsOf(UserProfile profile, DataSplit split, TrajectoryOptions options)
    {
        if (profile.History.Count == 0 || profile.Future.Count == 0)
            yield break;
        var actions = FutureSignal.Aggregate(profile, options.Bins);
        var given = new HashSet<string>();
        for (var i = 0; i < (split == DataSplit.HeldOut ? 1 : options.AnswersPerUser); i++)
        {
            var random = SeededRandom.For(options.Seed, $"answer {i} of {profile.Id}");
            var sample = FutureSignal.Sample(actions, options.MostActions, random, options.Frequency, options.Diversity);
            var answer = FutureSignal.Render(sample);
            if (given.Add(answer))
                yield return new PairLine(answer, profile.Id, Instruction: options.Instruction, Source: Source, Split: split);
        }
    }
}
