using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ggsm.Synthesis;
using Ggsm.Synthesis.World;
using Spectre.Console;

namespace Ggsm.Cli.Commands;

/// <summary><c>data synthesize</c>: generated users with nine tasks whose truth is known.</summary>
internal static class SynthesizeCommand
{
    private const long DefaultUsers = 5000;

    public static Command Create(Terminal terminal)
    {
        var defaults = new WorldOptions();
        var users = new Option<long>("--users") { HelpName = "N", Description = "How many users.", DefaultValueFactory = _ => DefaultUsers };
        var output = new Option<string>("--out") { HelpName = "DIR", Required = true, Description = "The data folder to make; it appears whole or not at all." };
        var forward = new Option<double>("--forward")
        {
            HelpName = "F",
            Description = "The share of each label's signal that only the order of events tells: 0 (masks should tie) to 1.",
            DefaultValueFactory = _ => defaults.Forward,
        };
        var plans = new Option<int>("--plans")
        {
            HelpName = "N",
            Description = "The fewest plans of a contract, up to three more are drawn: so many one void turns round. 1 (one to four) to 8.",
            DefaultValueFactory = _ => defaults.Plans,
        };
        var control = new Option<string>("--control")
        {
            HelpName = string.Join('|', WorldOptions.Controls.Keys),
            Description = "What decides which contract events count: a later void turns earlier ones round, the latest or the first wins, or voiding with the order dealt anew.",
            DefaultValueFactory = _ => NameOf(defaults.Control),
        };
        control.AcceptOnlyFromAmong([.. WorldOptions.Controls.Keys]);
        var tasks = new Option<string>("--tasks")
        {
            HelpName = "A,B",
            Description = "The tasks, and with them the fields of life, divided by commas. Fewer make shorter histories.",
            DefaultValueFactory = _ => string.Join(',', defaults.Tasks),
        };
        var pairs = new TrajectoryArguments();
        var json = JsonReport.CreateOption();
        var command = new Command("synthesize", "Generate users whose truth is known: nine tasks, two dials for what only the order of events tells, controls, stream 1.")
        {
            users, output, forward, plans, control, tasks, json,
        };
        pairs.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var trajectories = pairs.Read(parsed);
            var world = new WorldOptions
            {
                Seed = trajectories.Seed,
                Forward = parsed.GetValue(forward),
                Plans = parsed.GetValue(plans),
                Control = WorldOptions.Controls[parsed.GetValue(control)!],
                Tasks = parsed.GetValue(tasks)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            };
            return Run(terminal, parsed.GetValue(output)!, parsed.GetValue(users), world, trajectories, JsonReport.Open(parsed.GetValue(json)), cancellation);
        });
        return command;
    }

    private static Task<int> Run(
        Terminal terminal, string target, long users, WorldOptions world, TrajectoryOptions pairs, JsonReport report, CancellationToken cancellation)
    {
        var typed = string.Create(
            CultureInfo.InvariantCulture,
            $"./workbook data synthesize --users {users} --forward {world.Forward} --plans {world.Plans} --control {NameOf(world.Control)} --tasks {string.Join(',', world.Tasks)} {TrajectoryArguments.Write(pairs)} --out DIR");
        var summary = WorldFolder.Write(target, users, world, pairs, typed, new LineProgress(terminal), cancellation);
        report.Write(ReportOf(summary, world));
        var counts = summary.Counts;
        terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Users} users with {counts.Events} events, {counts.TrainPairs} training pairs, {counts.HeldOutPairs} held out, {counts.VocabularySize} tokens in the vocabulary."));
        terminal.WriteLine(WorldFolder.Expectation(world));
        var table = new Table().AddColumns("Task", "Positive", "Best AUC", "95% interval, all tasks at once", "Promised", "Without the order");
        foreach (var task in summary.Tasks)
        {
            table.AddRow(
                task.Task, task.PositiveRate.ToString("P0", CultureInfo.InvariantCulture), Show(task.Best?.Measured),
                task.Best is { } best ? $"{Show(best.Low)} to {Show(best.High)}" : "one class only", Show(task.Best?.Promised), Show(task.OrderFree?.Promised));
        }

        terminal.Console.Write(table);
        terminal.WriteLine($"Next: ./workbook data describe {target}");
        return Task.FromResult(ExitCodes.Done);
    }

    private static string NameOf(ForwardControl control) => control.ToString().ToLowerInvariant();

    private static string Show(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? "";

    private static JsonObject ReportOf(SynthesisSummary summary, WorldOptions world) => new()
    {
        ["users"] = summary.Counts.Users,
        ["events"] = summary.Counts.Events,
        ["train_pairs"] = summary.Counts.TrainPairs,
        ["held_out_pairs"] = summary.Counts.HeldOutPairs,
        ["vocabulary_size"] = summary.Counts.VocabularySize,
        ["seed"] = world.Seed,
        ["forward"] = world.Forward,
        ["plans"] = world.Plans,
        ["control"] = NameOf(world.Control),
        ["tasks"] = new JsonObject(summary.Tasks.Select(t => KeyValuePair.Create(t.Task, (JsonNode?)new JsonObject
        {
            ["positive_rate"] = t.PositiveRate,
            ["bayes_auc"] = t.Best?.Measured,
            ["bayes_auc_low"] = t.Best?.Low,
            ["bayes_auc_high"] = t.Best?.High,
            ["bayes_auc_promised"] = t.Best?.Promised,
            ["order_free_auc"] = t.OrderFree?.Promised,
        }))),
    };
}
