using System.Globalization;

namespace Ggsm.Synthesis;

/// <summary>How users become pairs of the behavioural stream.</summary>
public sealed record TrajectoryOptions
{
    /// <summary>The divisions of the month by the names that commands use.</summary>
    public static IReadOnlyDictionary<string, FutureBins> Divisions { get; } = new Dictionary<string, FutureBins>
    {
        ["first-week"] = FutureBins.FirstWeek,
        ["weeks"] = FutureBins.Weeks,
        ["month"] = FutureBins.Month,
    };

    /// <summary>Decides who is held out and what is sampled.</summary>
    public ulong Seed { get; init; } = 7;

    /// <summary>The share of users held out, above 0 and at most one half; the nearest one in so many is taken.</summary>
    public double HeldOutShare { get; init; } = 0.1;

    /// <summary>Samples per training user, each an answer unless it is one that the user has already; held-out users have one.</summary>
    public int AnswersPerUser { get; init; } = 4;

    /// <summary>Actions in an answer at most.</summary>
    public int MostActions { get; init; } = 24;

    /// <summary>How the month is divided.</summary>
    public FutureBins Bins { get; init; }

    /// <summary>How much likelier frequent actions are, 0 to 1: see <see cref="FutureSignal.Sample"/>.</summary>
    public double Frequency { get; init; } = 1;

    /// <summary>How much further actions of one modality are avoided, 0 or more: see <see cref="FutureSignal.Sample"/>.</summary>
    public double Diversity { get; init; } = 1;

    /// <summary>The instruction of every pair; null gives the general embedding.</summary>
    public string? Instruction { get; init; }

    /// <summary>One user in so many is held out.</summary>
    internal int HeldOutOneIn => (int)Math.Round(1 / HeldOutShare);

    /// <exception cref="BadInputException">An option is out of range.</exception>
    internal void Validate()
    {
        Require(HeldOutShare is > 0 and <= 0.5, "held-out", "is above 0 and at most 0.5", HeldOutShare);
        Require(AnswersPerUser >= 1, "answers", "is 1 or more", AnswersPerUser);
        Require(MostActions >= 1, "actions", "is 1 or more", MostActions);
        Require(Frequency is >= 0 and <= 1, "frequency", "goes from 0 to 1", Frequency);
        Require(Diversity is >= 0 and < double.PositiveInfinity, "diversity", "is 0 or more", Diversity);
    }

    private static void Require(bool holds, string field, string rule, double found)
    {
        if (!holds)
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{found} cannot be used: the option {rule}."), field: field);
    }
}
