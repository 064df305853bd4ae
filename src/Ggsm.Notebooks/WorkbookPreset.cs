namespace Ggsm.Notebooks;

/// <summary>How large a run the notebooks make.</summary>
public static class WorkbookPreset
{
    /// <summary>The environment variable that chooses it.</summary>
    public const string Variable = "WORKBOOK_PRESET";

    /// <summary>The presets, the quickest first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["quick", "full", "gpu"];

    /// <summary>The preset of <paramref name="value"/>; the quick one when it is null or empty.</summary>
    /// <exception cref="BadInputException">There is no such preset.</exception>
    public static string Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return Names[0];
        return Names.Contains(value)
            ? value
            : throw new BadInputException($"\"{value}\" is not a preset.", field: Variable, remedy: $"Use one of {string.Join(", ", Names)}.");
    }
}
