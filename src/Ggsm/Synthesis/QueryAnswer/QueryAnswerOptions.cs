namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>The sizes of a synthesis of query-answer pairs.</summary>
public sealed record QueryAnswerOptions
{
    /// <summary>Pairs of the calibration set (GG-SM: 1,000).</summary>
    public int CalibrationPairs { get; init; } = 1000;

    /// <summary>Scenarios chosen for each user (GG-SM: 10).</summary>
    public int ScenariosPerUser { get; init; } = 10;

    /// <summary>From which difficulty on a pair is hard.</summary>
    public DifficultyFilter Filter { get; init; } = DifficultyFilter.Default;

    /// <summary>Pairs to write in all, spread evenly over the users.</summary>
    public required int Pairs { get; init; }

    /// <summary>Keeps only pairs at or above the threshold.</summary>
    public bool HardOnly { get; init; }

    /// <summary>Drafts written for one pair before it is given up.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Decides who is in the calibration set.</summary>
    public ulong Seed { get; init; } = 7;

    /// <exception cref="BadInputException">A number is not positive.</exception>
    internal void Validate()
    {
        foreach (var (name, value) in ((string, int)[])[("calibration", CalibrationPairs), ("scenarios per user", ScenariosPerUser), ("pairs", Pairs), ("attempts", Attempts)])
        {
            if (value < 1)
                throw new BadInputException($"{value} was given; expected 1 or more.", field: name);
        }
    }
}
