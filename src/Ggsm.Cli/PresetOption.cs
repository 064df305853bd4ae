using System.CommandLine;

namespace Ggsm.Cli;

/// <summary>The one dial for speed against size, by option or by environment variable.</summary>
internal static class PresetOption
{
    public const string Variable = "WORKBOOK_PRESET";

    private static readonly string[] Names = ["quick", "full", "gpu"];

    public static Option<string> Create()
    {
        var option = new Option<string>("--preset")
        {
            HelpName = string.Join('|', Names),
            Description = $"Size of the work: quick (minutes on two cores), full, or gpu. Without it ${Variable} decides.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : "quick",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } value && !Names.Contains(value))
                result.AddError($"The preset '{value}' is not known. Presets: {string.Join(", ", Names)}.");
        });
        return option;
    }

    /// <exception cref="BadInputException">A preset is given on the command line, and what is resumed was started with another.</exception>
    public static void RefuseOther(ParseResult parsed, Option<string> preset, string started)
    {
        if (parsed.GetResult(preset) is { Implicit: false } && parsed.GetValue(preset) != started)
            throw new BadInputException($"the run was started with the preset '{started}'.", field: "--preset", remedy: "Leave the option out, or train in a new folder.");
    }
}
