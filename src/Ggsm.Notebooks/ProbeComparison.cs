using Ggsm.Evaluation;
using Ggsm.Users;

namespace Ggsm.Notebooks;

/// <summary>One task read out of two embeddings of the same people by the same protocol.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Trained">From the trained encoder.</param>
/// <param name="Untrained">From the same decoder with the random weights training started from.</param>
public sealed record ProbeComparison(string Task, ProbeResult Trained, ProbeResult Untrained)
{
    /// <summary>Probes every task the people have labels for; the split of people is the same for both embeddings.</summary>
    /// <param name="people">The people, with labels.</param>
    /// <param name="trained">Their embeddings by the trained encoder, <c>[people, size]</c>.</param>
    /// <param name="untrained">Their embeddings by the untrained one, <c>[people, size]</c>.</param>
    /// <exception cref="BadInputException">A task has too few people of one class.</exception>
    public static IReadOnlyList<ProbeComparison> Of(IReadOnlyList<UserProfile> people, float[,] trained, float[,] untrained) =>
    [
        .. people.SelectMany(person => person.Labels.Keys).Distinct().Order(StringComparer.Ordinal).Select(task =>
        {
            int[] labels = [.. people.Select(person => person.Labels[task])];
            return new ProbeComparison(task, TaskProbe.Run(task, trained, labels), TaskProbe.Run(task, untrained, labels));
        }),
    ];

    /// <summary>Both areas with their intervals, in a line.</summary>
    public override string ToString() => $"{Task}: trained {InWords(Trained.Auc)}, untrained {InWords(Untrained.Auc)}, {Trained.TestUsers} people tested";

    private static string InWords(BootstrapInterval auc) => FormattableString.Invariant($"{auc.Estimate:F3} ({auc.Low:F3} to {auc.High:F3})");
}
