using System.CommandLine;
using System.Globalization;
using Ggsm.Synthesis;
using Ggsm.Users.Description;
using Spectre.Console;

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
        var lengths = LengthTable("Per user");
        AddLengths(lengths, "events of history", users.HistoryEvents);
        AddLengths(lengths, "events of future", users.FutureEvents);
        AddLengths(lengths, "tabular facts", users.TabularFacts);
        AddLengths(lengths, "tokens of the prompt (first 1,000)", users.PromptTokens);
        terminal.Console.Write(lengths);

        var modalities = new Table().AddColumns("Modality", "History", "Future", "Per user", "Per week", "Users with any");
        foreach (var (name, figures) in users.Modalities)
        {
            modalities.AddRow(
                name, Show(figures.HistoryEvents), Show(figures.FutureEvents), Show(figures.EventsPerUser), Show(figures.EventsPerWeek), Percent(figures.ShareOfUsers));
        }

        terminal.Console.Write(modalities);
        terminal.WriteLine($"Weekdays: {string.Join(", ", users.WeekdayShares.Select(d => $"{d.Key} {Percent(d.Value)}"))}.");
        if (users.Labels.Count == 0)
            return;
        var labels = new Table().AddColumns("Label", "Known", "Positive", "Rate");
        foreach (var (name, figures) in users.Labels)
            labels.AddRow(Markup.Escape(name), Show(figures.Known), Show(figures.Positive), Percent(figures.PositiveRate));
        terminal.Console.Write(labels);
    }

    private static void Show(Terminal terminal, PairFigures pairs)
    {
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pairs.Pairs} pairs, {pairs.WithInstruction} with an instruction."));
        terminal.WriteLine($"Sides: {Counts(pairs.Splits)}. Sources: {Counts(pairs.Sources)}.");
        var lengths = LengthTable("Per answer");
        AddLengths(lengths, "words", pairs.AnswerWords);
        terminal.Console.Write(lengths);
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

    private static Table LengthTable(string title) => new Table().AddColumns(title, "Mean", "Least", "Median", "90%", "99%", "Most");

    private static void AddLengths(Table table, string name, Lengths? lengths)
    {
        if (lengths is not null)
            table.AddRow(name, Show(lengths.Mean), Show(lengths.Least), Show(lengths.Median), Show(lengths.P90), Show(lengths.P99), Show(lengths.Most));
    }

    private static string Counts(IReadOnlyDictionary<string, long> counts) => string.Join(", ", counts.Select(c => $"{c.Key} {Show(c.Value)}"));

    private static string Show(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Show(double value) => value.ToString("F1", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("P1", CultureInfo.InvariantCulture);
}
