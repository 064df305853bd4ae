using Ggsm.Users;

namespace Ggsm.Synthesis.World;

/// <summary>One field of life and the task that is read from it.</summary>
/// <remarks>
/// A theme shows in two ways. <b>Everyday</b> things (<see cref="For"/>, <see cref="Against"/>) speak for or against the
/// label by how often they occur: their order does not matter. <b>Contracts</b> (subscriptions, accounts, apps, shops
/// with returns) speak by the plans that were taken and by what came after them: without the order they say nothing.
/// </remarks>
public sealed record Theme
{
    /// <summary>The task's name, as in the labels.</summary>
    public required string Task { get; init; }

    /// <summary>The group of the paper's Table 2.</summary>
    public required string Group { get; init; }

    /// <summary>Where its events are seen; a part of the everyday ones are searches.</summary>
    public required Modality Modality { get; init; }

    /// <summary>Everyday things that speak for the label, counting 1, 2 and 3.</summary>
    public required IReadOnlyList<string> For { get; init; }

    /// <summary>Everyday things that speak against it, counting -1, -2 and -3.</summary>
    public required IReadOnlyList<string> Against { get; init; }

    /// <summary>What can be taken out and given up again.</summary>
    public required IReadOnlyList<string> Contracts { get; init; }

    /// <summary>The tabular fact, 0 to 9, that speaks for the label; its middle, 4.5, says nothing.</summary>
    public required string Fact { get; init; }

    /// <summary>The AUC of GG-SM in the paper's Table 2: what the difficulty is tuned to.</summary>
    public required double TableAuc { get; init; }

    /// <summary>The log-odds of the label at a score of zero.</summary>
    public required double Intercept { get; init; }

    /// <summary>The log-odds that one standard deviation of the score adds.</summary>
    public required double Slope { get; init; }

    /// <summary>Everyday events in 90 days of a user of middling activity.</summary>
    internal double Rate { get; init; } = 3;

    /// <summary>The factor on everyday events at weekends.</summary>
    internal double Weekend { get; init; } = 1;

    /// <summary>The standard deviation of the everyday balance over users.</summary>
    internal double HabitSpread { get; init; } = 1;

    /// <summary>The disposition, -1 to 1, that the traits give.</summary>
    internal Func<UserTraits, double> Disposition { get; init; } = _ => 0;
}
