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

/// <summary>One pair to be written.</summary>
/// <param name="User">About whom.</param>
/// <param name="Scenario">From which scenario.</param>
/// <param name="Variation">Tells pairs of one user and scenario apart, from 0.</param>
/// <param name="Rules">What makes pairs hard; empty while that is not known.</param>
/// <param name="Earlier">Questions already asked about this user.</param>
public sealed record WritingTask(
    UserProfile User, Scenario Scenario, int Variation, IReadOnlyList<HardRule> Rules, IReadOnlyList<string> Earlier);

/// <summary>A writer's reply cannot be used, even after it was asked to repair it.</summary>
public sealed class UnusableReplyException : Exception
{
    /// <param name="problem">What is wrong with the reply.</param>
    public UnusableReplyException(string problem)
        : base(problem)
    {
    }
}
