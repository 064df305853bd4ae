using System.CommandLine;
using System.Globalization;
using Ggsm.Synthesis;
using Ggsm.Users.Description;

namespace Ggsm.Cli.Commands;

/// <summary><c>data describe</c>: what a data folder holds.</summary>
internal static class DescribeCommand
{
    private const int WidestBar = 40;

    public static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("PATH") { Description = "A data folder, its users.jsonl or pairs.jsonl, or world:users=N,seed=N (people who are made while they are read); read line by line, whatever its size." };
        var json = JsonReport.CreateOption();
        var command = new Command("describe", "Counts, rates, lengths, label balance and the histogram of difficulty of a data folder.") { source, json };
        command.SetAction((parsed, cancellation) => Run(terminal, parsed.GetValue(source)!, JsonReport.Open(parsed.GetValue(json)), cancellation));
        return command;
    }

    private static Task<int> Run(Terminal terminal, string path, JsonReport report, CancellationToken cancellation)
    {
        var description = DataSource.Describe(path, new LineProgress(terminal), cancellation);
        report.Write(description.ToJson());
        if (description.Users is { } users)
            Show(terminal, users);
        if (description.Pairs is { } pairs)
            Show(terminal, pairs);
        return Task.FromResult(ExitCodes.Done);
    }

    private static void Show(Terminal terminal, UserFigures users)
    {
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{users.Users} users, as of {users.FirstAsOf:yyyy-MM-dd} to {users.LastAsOf:yyyy-MM-dd}."));
        terminal.Console.Write(FrameTable.Of(users.LengthTable()));
        terminal.Console.Write(FrameTable.Of(users.ModalityTable()));
        terminal.WriteLine($"Weekdays: {string.Join(", ", users.WeekdayShares.Select(d => $"{d.Key} {Percent(d.Value)}"))}.");
        if (users.Labels.Count > 0)
            terminal.Console.Write(FrameTable.Of(users.LabelTable()));
    }

    private static void Show(Terminal terminal, PairFigures pairs)
    {
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pairs.Pairs} pairs, {pairs.WithInstruction} with an instruction."));
        terminal.WriteLine($"Sides: {Counts(pairs.Splits)}. Sources: {Counts(pairs.Sources)}.");
        terminal.Console.Write(FrameTable.Of(pairs.LengthTable()));
        if (pairs.Difficulty is not { } difficulty)
            return;
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Difficulty of {difficulty.Known} pairs: mean {difficulty.Mean:F3}."));
        var widest = Math.Max(1, difficulty.Histogram.Max());
        for (var b = 0; b < difficulty.Histogram.Count; b++)
        {
            var count = difficulty.Histogram[b];
            if (count > 0)
            {
                terminal.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{b * difficulty.BinWidth:F1} to {(b + 1) * difficulty.BinWidth:F1}  {new string('#', (int)Math.Ceiling(WidestBar * count / (double)widest))} {count}"));
            }
        }
    }

    private static string Counts(IReadOnlyDictionary<string, long> counts) => string.Join(", ", counts.Select(c => $"{c.Key} {c.Value.ToString(CultureInfo.InvariantCulture)}"));

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);
}
