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

    private static readonly Dictionary<string, FutureBins> Divisions = new()
    {
        ["first-week"] = FutureBins.FirstWeek,
        ["weeks"] = FutureBins.Weeks,
        ["month"] = FutureBins.Month,
    };

    private static readonly Dictionary<string, ForwardControl> Controls = Enum.GetValues<ForwardControl>().ToDictionary(c => c.ToString().ToLowerInvariant());

    public static Command Create(Terminal terminal)
    {
        var world = new WorldOptions();
        var pairs = new TrajectoryOptions();
        var users = new Option<long>("--users") { HelpName = "N", Description = "How many users.", DefaultValueFactory = _ => DefaultUsers };
        var seed = new Option<ulong>("--seed") { HelpName = "N", Description = "The same seed gives the same bytes on any machine.", DefaultValueFactory = _ => world.Seed };
        var output = new Option<string>("--out") { HelpName = "DIR", Required = true, Description = "The data folder to make; it appears whole or not at all." };
        var forward = new Option<double>("--forward")
        {
            HelpName = "F",
            Description = "The share of each label's signal that only the order of events tells: 0 (masks should tie) to 1.",
            DefaultValueFactory = _ => world.Forward,
        };
        var control = Named("--control", Controls, "What decides which contract events count: a later void turns earlier ones round, the latest or the first wins, or voiding with the order dealt anew.");
        var tasks = new Option<string>("--tasks")
        {
            HelpName = "A,B",
            Description = $"The tasks, and with them the fields of life, divided by commas: {string.Join(", ", world.Tasks)}. Fewer make shorter histories.",
            DefaultValueFactory = _ => string.Join(',', world.Tasks),
        };
        var heldOut = new Option<double>("--held-out") { HelpName = "SHARE", Description = "The share of users of whom nothing is trained on.", DefaultValueFactory = _ => pairs.HeldOutShare };
        var answers = new Option<int>("--answers") { HelpName = "N", Description = "Answers per training user, each a sample of its own.", DefaultValueFactory = _ => pairs.AnswersPerUser };
        var actions = new Option<int>("--actions") { HelpName = "N", Description = "Actions in an answer at most.", DefaultValueFactory = _ => pairs.MostActions };
        var bins = Named("--bins", Divisions, "How the month after is divided.");
        var frequency = new Option<double>("--frequency") { HelpName = "F", Description = "How much likelier frequent actions are sampled: 0 not at all, 1 in proportion.", DefaultValueFactory = _ => pairs.Frequency };
        var diversity = new Option<double>("--diversity") { HelpName = "D", Description = "How much further actions of one modality are avoided: 0 not at all.", DefaultValueFactory = _ => pairs.Diversity };
        var instruction = new Option<string?>("--instruction") { HelpName = "TEXT", Description = "The instruction of every pair; without it the general embedding is trained." };
        var json = JsonReport.CreateOption();
        var command = new Command("synthesize", "Generate users whose truth is known: nine tasks, a dial for what only a look forward tells, controls, stream 1.")
        {
            users, seed, output, forward, control, tasks, heldOut, answers, actions, bins, frequency, diversity, instruction, json,
        };
        command.SetAction((parsed, cancellation) => Run(
            terminal,
            parsed.GetValue(output)!,
            parsed.GetValue(users),
            new WorldOptions
            {
                Seed = parsed.GetValue(seed),
                Forward = parsed.GetValue(forward),
                Control = Controls[parsed.GetValue(control)!],
                Tasks = parsed.GetValue(tasks)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            },
            new TrajectoryOptions
            {
                Seed = parsed.GetValue(seed),
                HeldOutShare = parsed.GetValue(heldOut),
                AnswersPerUser = parsed.GetValue(answers),
                MostActions = parsed.GetValue(actions),
                Bins = Divisions[parsed.GetValue(bins)!],
                Frequency = parsed.GetValue(frequency),
                Diversity = parsed.GetValue(diversity),
                Instruction = parsed.GetValue(instruction),
            },
            JsonReport.Open(parsed.GetValue(json)),
            cancellation));
        return command;
    }

    private static Option<string> Named<T>(string name, Dictionary<string, T> values, string description)
    {
        var option = new Option<string>(name) { HelpName = string.Join('|', values.Keys), Description = description, DefaultValueFactory = _ => values.Keys.First() };
        option.AcceptOnlyFromAmong([.. values.Keys]);
        return option;
    }

    private static Task<int> Run(
        Terminal terminal, string target, long users, WorldOptions world, TrajectoryOptions pairs, JsonReport report, CancellationToken cancellation)
    {
        var summary = WorldFolder.Write(target, users, world, pairs, CommandOf(users, world, pairs), new LineProgress(terminal), cancellation);
        report.Write(ReportOf(summary, world));
        var counts = summary.Counts;
        terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Users} users with {counts.Events} events, {counts.TrainPairs} training pairs, {counts.HeldOutPairs} held out, {counts.VocabularySize} tokens in the vocabulary."));
        terminal.WriteLine(WorldFolder.Expectation(world));
        var table = new Table().AddColumns("Task", "Positive", "Best AUC", "95% interval", "Promised", "Without the order");
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

    private static string Show(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? "";

    private static string CommandOf(long users, WorldOptions world, TrajectoryOptions pairs)
    {
        var instruction = pairs.Instruction is { } text ? $" --instruction \"{text}\"" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"./workbook data synthesize --users {users} --seed {world.Seed} --forward {world.Forward} --control {world.Control.ToString().ToLowerInvariant()} --tasks {string.Join(',', world.Tasks)} --held-out {pairs.HeldOutShare} --answers {pairs.AnswersPerUser} --actions {pairs.MostActions} --bins {Divisions.Single(d => d.Value == pairs.Bins).Key} --frequency {pairs.Frequency} --diversity {pairs.Diversity}{instruction} --out DIR");
    }

    private static JsonObject ReportOf(SynthesisSummary summary, WorldOptions world) => new()
    {
        ["users"] = summary.Counts.Users,
        ["events"] = summary.Counts.Events,
        ["train_pairs"] = summary.Counts.TrainPairs,
        ["held_out_pairs"] = summary.Counts.HeldOutPairs,
        ["vocabulary_size"] = summary.Counts.VocabularySize,
        ["seed"] = world.Seed,
        ["forward"] = world.Forward,
        ["control"] = world.Control.ToString().ToLowerInvariant(),
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
