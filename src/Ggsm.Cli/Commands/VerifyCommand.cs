using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ggsm.Verification;
using Spectre.Console;

namespace Ggsm.Cli.Commands;

/// <summary><c>verify</c>: this machine's numbers against reference numbers.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var golden = new Option<string>("--golden")
        {
            HelpName = "DIR",
            Required = true,
            Description = "A folder of reference numbers: loss_*.json, mask_*.json, decoder_*/, run_*/.",
        };
        var device = new Option<string>("--device") { HelpName = "NAME", Description = "cpu or cuda.", DefaultValueFactory = _ => "cpu" };
        var json = JsonReport.CreateOption();
        var command = new Command("verify",
            "Compare decoder, losses, masks and whole training runs with reference numbers; print the worst error of each case. Ends 1 when one is beyond its tolerance.")
        {
            golden, device, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
            Run(terminal, parsed.GetValue(golden)!, parsed.GetValue(device)!, JsonReport.Open(parsed.GetValue(json)), cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(Terminal terminal, string golden, string device, JsonReport report, CancellationToken cancellation)
    {
        var cases = GoldenVerifier.Run(golden, device, cancellation: cancellation);
        report.Write(new JsonObject
        {
            ["cases"] = new JsonArray([.. cases.Select(ToJson)]),
            ["passed"] = cases.Count(c => c.Passed),
            ["failed"] = cases.Count(c => !c.Passed),
        });

        var table = new Table().Border(TableBorder.Simple).AddColumns("case", "worst error", "tolerance", "");
        foreach (var done in cases)
            table.AddRow(Markup.Escape(done.Name), Text(done.WorstError), Text(done.Tolerance), done.Passed ? "passed" : "[red]FAILED[/]");
        terminal.Console.Write(table);

        var failed = cases.Count(c => !c.Passed);
        terminal.WriteLine($"{cases.Count - failed} cases within tolerance, {failed} beyond.");
        return failed == 0 ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static JsonNode ToJson(GoldenCase done) => new JsonObject
    {
        ["name"] = done.Name,
        ["worst_error"] = double.IsFinite(done.WorstError) ? done.WorstError : null,
        ["tolerance"] = done.Tolerance,
        ["passed"] = done.Passed,
    };

    private static string Text(double value) => value.ToString("0.0e+00", CultureInfo.InvariantCulture);
}
