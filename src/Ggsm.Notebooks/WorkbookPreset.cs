using Ggsm.Training;

namespace Ggsm.Notebooks;

/// <summary>How large a run the notebooks make.</summary>
public static class WorkbookPreset
{
    /// <summary>The environment variable that chooses it.</summary>
    public const string Variable = "WORKBOOK_PRESET";

    /// <summary>The preset called <paramref name="value"/>; the quickest when it is null or empty.</summary>
    /// <exception cref="BadInputException">There is no such preset.</exception>
    public static string Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return TrainingConfig.PresetNames[0];
        return TrainingConfig.PresetNames.Contains(value)
            ? value
            : throw new BadInputException($"\"{value}\" is not a preset.", field: Variable, remedy: $"Use one of {string.Join(", ", TrainingConfig.PresetNames)}.");
    }
}
