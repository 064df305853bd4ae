using System.CommandLine;
using System.Text.Json.Nodes;
using Ggsm.Cli.Testing;

namespace Ggsm.Cli.Commands;

/// <summary><c>test</c>: every test project in turn, summed up in one closing line.</summary>
internal static class TestCommand
{
    public static Command Create(Terminal terminal)
    {
        var names = NamesArgument.Create("NAME",
            "Only the test projects whose name contains NAME (case does not matter).");
        var json = JsonReport.CreateOption();
        var command = new Command("test", "Run every test; the last line is `N passed, N failed`. Ends 1 when one fails, or when a project runs none.")
        {
            names, json,
        };
        command.SetAction((parsed, cancellation) => RunAsync(terminal, parsed.GetValue(names)!, JsonReport.Open(parsed.GetValue(json)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string[] names, JsonReport report, CancellationToken cancellation)
    {
        var projects = TestProject.Select(TestProject.FindAll(WorkbookRoot.Path), names);
        var outcomes = new List<TestOutcome>();
        foreach (var project in projects)
        {
            terminal.WriteLine($"{project.Name} ...");
            terminal.Output.Flush();
            var outcome = await project.RunAsync(terminal.Output, cancellation);
            terminal.WriteLine($"{project.Name}: {outcome.InWords}");
            outcomes.Add(outcome);
        }

        var summary = new TestSummary(outcomes);
        report.Write(new JsonObject
        {
            ["passed"] = summary.Passed,
            ["failed"] = summary.Failed,
            ["skipped"] = summary.Skipped,
        });
        summary.Write(terminal.Output);
        return summary.IsGood ? ExitCodes.Done : ExitCodes.CheckFailed;
    }
}
