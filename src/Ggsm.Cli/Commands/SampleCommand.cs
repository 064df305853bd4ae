using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ggsm.Synthesis;

namespace Ggsm.Cli.Commands;

/// <summary><c>data sample</c>: generated users with labels, as in data-samples.</summary>
internal static class SampleCommand
{
    private const int DefaultUsers = 300;
    private const ulong DefaultSeed = 7;

    public static Command Create(Terminal terminal)
    {
        var users = new Option<int>("--users") { HelpName = "N", Description = "How many users.", DefaultValueFactory = _ => DefaultUsers };
        var seed = new Option<ulong>("--seed") { HelpName = "N", Description = "The same seed gives the same bytes on any machine.", DefaultValueFactory = _ => DefaultSeed };
        var output = new Option<string>("--out") { HelpName = "DIR", Required = true, Description = "The data folder to make; it appears whole or not at all." };
        var json = JsonReport.CreateOption();
        var command = new Command("sample", "Generate users who do not exist: events of six modalities, training pairs, labels of two tasks, a tokenizer.")
        {
            users, seed, output, json,
        };
        command.SetAction((parsed, cancellation) => Run(
            terminal, parsed.GetValue(output)!, parsed.GetValue(users), parsed.GetValue(seed), JsonReport.Open(parsed.GetValue(json)), cancellation));
        return command;
    }

    private static Task<int> Run(Terminal terminal, string target, int users, ulong seed, JsonReport report, CancellationToken cancellation)
    {
        var summary = SampleFolder.Write(target, users, seed, cancellation);
        report.Write(new JsonObject
        {
            ["users"] = summary.Users,
            ["events"] = summary.Events,
            ["train_pairs"] = summary.TrainPairs,
            ["held_out_pairs"] = summary.HeldOutPairs,
            ["vocabulary_size"] = summary.VocabularySize,
            ["positive_rates"] = new JsonObject(summary.PositiveRates.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)r.Value))),
            ["seed"] = seed,
        });
        var rates = summary.PositiveRates.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Key} {r.Value:P0} positive"));
        terminal.WriteLine($"{summary.Users} users with {summary.Events} events, {summary.TrainPairs} training pairs, {summary.HeldOutPairs} held out; labels: {string.Join(", ", rates)}.");
        return Task.FromResult(ExitCodes.Done);
    }
}
