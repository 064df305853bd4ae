using Ggsm.Masks;

namespace Ggsm.Training;

/// <summary>Which mask <see cref="RecipeRehearsal"/> is to bring about.</summary>
public sealed record MaskRequest
{
    /// <summary>The longest row that is rehearsed.</summary>
    public const int LongestRow = 256;

    /// <summary>The mask recipe, a name of <c>MaskRecipes.Names</c>.</summary>
    public required string Recipe { get; init; }

    /// <summary>The recipe's own options, by name.</summary>
    public IReadOnlyDictionary<string, string> RecipeOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>The step whose mask is wanted, counted from 0 by the recipe's clock.</summary>
    public long Step { get; init; }

    /// <summary>T_total of the schedule.</summary>
    public int TotalSteps { get; init; } = new TrainingConfig().Steps;

    /// <summary>T_warm as a share of <see cref="TotalSteps"/>.</summary>
    public double MaskWarmup { get; init; } = new TrainingConfig().MaskWarmup;

    /// <summary>The tower.</summary>
    public Tower Tower { get; init; } = Tower.User;

    /// <summary>A training step, or the mask the recipe encodes with after training.</summary>
    public EncodingMode Mode { get; init; } = EncodingMode.Training;

    /// <summary>Positions of the row, padding included.</summary>
    public int Length { get; init; } = 12;

    /// <summary>How many of them, at the end, are padding.</summary>
    public int Padding { get; init; }

    /// <summary>How many of them, at the start, are the user segment; only the user tower has one.</summary>
    public int Segment { get; init; }

    /// <summary>Decides the decoder's weights and the made-up pairs.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Checks every number.</summary>
    /// <exception cref="BadInputException">One cannot be used; it is named.</exception>
    internal void Validate()
    {
        Within(Step, 0, 1_000_000, "step");
        Within(TotalSteps, 1, 1_000_000_000, "steps");
        Within(Length, 1, LongestRow, "length");
        Within(Padding, 0, Length - 1, "padding");
        Within(Segment, 0, Length - Padding, "segment");
        if (!(MaskWarmup is >= 0 and <= 1))
            throw new BadInputException(FormattableString.Invariant($"{MaskWarmup} was given, a share between 0 and 1 is expected."), field: "mask_warmup");
    }

    private static void Within(long value, long least, long most, string field)
    {
        if (value < least || value > most)
            throw new BadInputException($"{value} was given, {least} to {most} is expected.", field: field);
    }
}
