using System.CommandLine;
using System.Text.Json.Nodes;
using Ggsm.Masks;

namespace Ggsm.Cli.Commands;

/// <summary><c>masks differences</c>: where the authors' released code departs from their paper, and what keeps either here.</summary>
internal static class MasksDifferencesCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = JsonReport.CreateOption();
        var command = new Command("differences", "List where the authors' released code departs from their paper, what follows from it, and what keeps the released behaviour here.")
        {
            json,
        };
        command.SetAction((parsed, _) => Task.FromResult(Run(terminal, JsonReport.Open(parsed.GetValue(json)))));
        return command;
    }

    private static int Run(Terminal terminal, JsonReport report)
    {
        report.Write(new JsonObject { ["differences"] = new JsonArray([.. ReleasedDifferences.All.Select(ToJson)]) });
        foreach (var difference in ReleasedDifferences.All)
        {
            terminal.WriteLine(difference.Topic);
            Line("paper", difference.AsDescribed);
            Line("released", difference.AsReleased);
            Line("hence", difference.Consequence);
            Line("here", Here(difference));
            terminal.WriteLine();
        }

        terminal.WriteLine("The recipe ggsm is the paper's; with --recipe-option preset=as-released it takes the options named above all at once.");
        return ExitCodes.Done;

        void Line(string name, string text) => terminal.WriteLine($"  {name,-9} {text}");
    }

    private static string Here(ReleasedDifference difference) => (difference.Option, difference.KeptBy) switch
    {
        ({ } option, { } kept) => $"{kept}; recipe ggsm, option {option}",
        (null, { } kept) => kept,
        _ => "not kept: a failure of its surroundings",
    };

    private static JsonNode ToJson(ReleasedDifference difference) => new JsonObject
    {
        ["topic"] = difference.Topic,
        ["as_described"] = difference.AsDescribed,
        ["as_released"] = difference.AsReleased,
        ["consequence"] = difference.Consequence,
        ["option"] = difference.Option,
        ["kept_by"] = difference.KeptBy,
    };
}
