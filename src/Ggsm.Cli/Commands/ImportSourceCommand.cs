using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ggsm.Synthesis;
using Ggsm.Users.Sources;

namespace Ggsm.Cli.Commands;

/// <summary><c>data import csv</c> and <c>data import users</c>: users from elsewhere, with stream 1 made from their own futures.</summary>
internal static class ImportSourceCommand
{
    public static Command CreateCsv(Terminal terminal)
    {
        var source = new Argument<string>("PATH") { Description = "A folder of event logs, or one file; rows may be in any order, and files larger than the memory." };
        var mapping = new Option<string>("--mapping") { HelpName = "FILE", Required = true, Description = "What the columns mean, as JSON (described in docs/data.md)." };
        return Create(
            terminal, "csv", "Event logs in comma-separated files, with a mapping that names the columns.", source, [mapping],
            parsed => new CsvEventLog(parsed.GetValue(source)!, CsvMapping.Load(parsed.GetValue(mapping)!)),
            parsed => $" --mapping {ShellWord.Of(Path.GetFileName(parsed.GetValue(mapping)!))}");
    }

    public static Command CreateUsers(Terminal terminal)
    {
        var source = new Argument<string>("FILE") { Description = "A users.jsonl with futures (described in docs/data.md)." };
        return Create(terminal, "users", "Users in the workbook's own schema: adds pairs and a tokenizer.", source, [], parsed => new UsersFileSource(parsed.GetValue(source)!), _ => "");
    }

    private static Command Create(
        Terminal terminal, string name, string description, Argument<string> source, Option[] own,
        Func<ParseResult, IUserSource> open, Func<ParseResult, string> typed)
    {
        var output = new Option<string>("--out") { HelpName = "DIR", Required = true, Description = "The data folder to make; it appears whole or not at all." };
        var pairs = new TrajectoryArguments();
        var json = JsonReport.CreateOption();
        var command = new Command(name, description) { source, output, json };
        foreach (var option in own)
            command.Add(option);
        pairs.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var options = pairs.Read(parsed);
            var input = Path.GetFileName(Path.TrimEndingDirectorySeparator(parsed.GetValue(source)!));
            var line = $"./workbook data import {name} {ShellWord.Of(input)}{typed(parsed)} {TrajectoryArguments.Write(options)} --out DIR";
            return Run(terminal, parsed.GetValue(output)!, open(parsed), options, line, JsonReport.Open(parsed.GetValue(json)), cancellation);
        });
        return command;
    }

    private static Task<int> Run(
        Terminal terminal, string target, IUserSource source, TrajectoryOptions options, string command, JsonReport report, CancellationToken cancellation)
    {
        var counts = ImportFolder.Write(target, source, options, command, new LineProgress(terminal), cancellation);
        report.Write(new JsonObject
        {
            ["users"] = counts.Users,
            ["events"] = counts.Events,
            ["train_pairs"] = counts.TrainPairs,
            ["held_out_pairs"] = counts.HeldOutPairs,
            ["vocabulary_size"] = counts.VocabularySize,
            ["seed"] = options.Seed,
        });
        terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{counts.Users} users with {counts.Events} events, {counts.TrainPairs} training pairs, {counts.HeldOutPairs} held out, {counts.VocabularySize} tokens in the vocabulary."));
        terminal.WriteLine($"Next: ./workbook data describe {ShellWord.Of(target)}");
        return Task.FromResult(ExitCodes.Done);
    }
}
