using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>Writes query-answer pairs: a language model, or the built-in grammar.</summary>
public interface IPairWriter
{
    /// <summary>What it is, for reports.</summary>
    string Name { get; }

    /// <summary>Users it can work on at the same time.</summary>
    int Concurrency { get; }

    /// <summary>Chooses the scenarios that say most about a user, best first.</summary>
    /// <param name="user">The user.</param>
    /// <param name="relevance">The pool, and how far its scenarios set this user apart.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellation">Stops.</param>
    Task<IReadOnlyList<Scenario>> ChooseScenariosAsync(
        UserProfile user, ScenarioRelevance relevance, int most, CancellationToken cancellation = default);

    /// <summary>Writes one pair.</summary>
    /// <exception cref="UnusableReplyException">Nothing usable was written; the pair is counted as rejected.</exception>
    Task<Draft> WriteAsync(WritingTask task, CancellationToken cancellation = default);

    /// <summary>Finds what hard pairs have in common.</summary>
    /// <param name="hard">Pairs of the calibration set that are hard, hardest first.</param>
    /// <param name="easy">The others, easiest first.</param>
    /// <param name="cancellation">Stops.</param>
    Task<IReadOnlyList<HardRule>> FindRulesAsync(
        IReadOnlyList<ProbedPair> hard, IReadOnlyList<ProbedPair> easy, CancellationToken cancellation = default);

    /// <summary>Compares a draft with the profile: keeps it, rewrites its answer, or rejects it.</summary>
    /// <exception cref="UnusableReplyException">Nothing usable was answered; the pair is counted as rejected.</exception>
    Task<Review> ReviewAsync(UserProfile user, Draft draft, CancellationToken cancellation = default);
}
