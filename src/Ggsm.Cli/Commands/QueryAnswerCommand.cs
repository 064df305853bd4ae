using System.CommandLine;
using System.Globalization;
using Ggsm.Synthesis.QueryAnswer;
using Ggsm.Synthesis.QueryAnswer.LanguageModel;

namespace Ggsm.Cli.Commands;

/// <summary><c>data qa</c>: the query-answer stream, in its four steps.</summary>
internal static class QueryAnswerCommand
{
    private const int PairsPerUser = 2;
    private const int BarWidth = 40;

    public static Command Create(Terminal terminal)
    {
        var defaults = new QueryAnswerOptions { Pairs = 1 };
        var data = new Option<string>("--data") { HelpName = "DIR", Required = true, Description = "A data folder with users.jsonl." };
        var output = new Option<string?>("--out")
        {
            HelpName = "DIR2",
            Description = "A new data folder: users, the pairs of DIR, the new ones, and a tokenizer trained on them. Without it the pairs go into DIR, in the place of earlier ones.",
        };
        var calibration = new Option<int>("--calibration") { HelpName = "N", Description = "Pairs of the calibration set.", DefaultValueFactory = _ => defaults.CalibrationPairs };
        var perUser = new Option<int>("--scenarios-per-user") { HelpName = "N", Description = "Scenarios chosen for each user.", DefaultValueFactory = _ => defaults.ScenariosPerUser };
        var threshold = new Option<double?>("--threshold") { HelpName = "X", Description = "T_filter: pairs of at least this difficulty are hard (0 to 2)." };
        var quantile = new Option<double?>("--quantile") { HelpName = "Q", Description = $"T_filter as a quantile of the calibration set (default {DifficultyFilter.Default.Quantile}: the hardest three tenths are hard)." };
        var hardOnly = new Option<bool>("--hard-only") { Description = "Keep only pairs that are hard." };
        var pairs = new Option<int?>("--pairs") { HelpName = "N", Description = $"Pairs to write, spread evenly over the users (default: {PairsPerUser} a user)." };
        var seed = new Option<ulong>("--seed") { HelpName = "N", Description = "With the grammar the same seed gives the same bytes.", DefaultValueFactory = _ => defaults.Seed };
        var settings = new QueryAnswerSettings();
        var json = JsonReport.CreateOption();
        var command = new Command("qa",
            "Write questions about users and their answers: scenarios and a calibration set, its difficulty, the rules of the hard pairs, and the scaled synthesis, compared with the profiles.")
        {
            data, output, calibration, perUser, threshold, quantile, hardOnly, pairs, seed, json,
        };
        foreach (var option in settings.All)
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(threshold) is not null && result.GetResult(quantile) is not null)
                result.AddError("Give either --threshold X or --quantile Q.");
        });
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var folder = parsed.GetValue(data)!;
            var options = new QueryAnswerOptions
            {
                CalibrationPairs = parsed.GetValue(calibration),
                ScenariosPerUser = parsed.GetValue(perUser),
                Filter = parsed.GetValue(threshold) is { } t ? DifficultyFilter.OfThreshold(t) : parsed.GetValue(quantile) is { } q ? DifficultyFilter.OfQuantile(q) : DifficultyFilter.Default,
                Pairs = parsed.GetValue(pairs) ?? PairsPerUser * Math.Max(1, CountUsers(folder)),
                HardOnly = parsed.GetValue(hardOnly),
                Seed = parsed.GetValue(seed),
            };
            return RunAsync(terminal, parsed, settings, folder, parsed.GetValue(output), options, JsonReport.Open(parsed.GetValue(json)), cancellation);
        }, CancellationToken.None));
        return command;
    }

    private static int CountUsers(string folder)
    {
        var path = Path.Combine(folder, "users.jsonl");
        return File.Exists(path) ? File.ReadLines(path).Count() : 0;
    }

    private static async Task<int> RunAsync(
        Terminal terminal, ParseResult parsed, QueryAnswerSettings settings, string data, string? target, QueryAnswerOptions options,
        JsonReport report, CancellationToken cancellation)
    {
        settings.RefuseUnused(parsed);
        var output = target ?? data;
        var pool = settings.ReadPool(parsed);
        var budget = settings.Budget(parsed);
        var writer = settings.OpenWriter(parsed, options.Seed, output, budget, terminal.Error.WriteLine);
        using var closeWriter = writer as IDisposable;
        var embedder = settings.OpenEmbedder(parsed, output, budget, terminal.Error.WriteLine);
        using var closeEmbedder = embedder as IDisposable;
        try
        {
            var summary = await QueryAnswerFolder.WriteAsync(
                data, target, writer, embedder, pool, options, Typed(parsed, settings, target, options), new QueryAnswerDisplay(terminal), cancellation);
            Print(terminal, summary, options);
            if (settings.AsksAnEndpoint(parsed))
                terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{budget.Requests} requests, {budget.Tokens} tokens, {budget.Cached} replies from the cache."));
            terminal.WriteLine($"Next: ./workbook train --data {ShellWord.Of(output)} --recipe ggsm --out RUN");
            var content = summary.Report;
            content["requests"] = budget.Requests;
            content["tokens"] = budget.Tokens;
            content["cached_replies"] = budget.Cached;
            report.Write(content);
            return ExitCodes.Done;
        }
        catch (BudgetSpentException e)
        {
            terminal.Error.WriteLine($"{e.Message} Nothing was written; the replies so far are kept in {settings.CacheFolder(parsed, output)}.");
            terminal.Error.WriteLine("Run the same command again, with a new budget: what has been answered is not asked for again.");
            return ExitCodes.CheckFailed;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && settings.AsksAnEndpoint(parsed))
        {
            terminal.Error.WriteLine($"Nothing was written; the replies so far are kept in {settings.CacheFolder(parsed, output)}. Run the same command again to go on.");
            throw;
        }
    }

    /// <summary>The command again, as it is typed, with what decides the pairs.</summary>
    private static string Typed(ParseResult parsed, QueryAnswerSettings settings, string? target, QueryAnswerOptions options)
    {
        var filter = options.Filter.Quantile is { } quantile ? $"--quantile {Text(quantile)}" : $"--threshold {Text(options.Filter.Threshold!.Value)}";
        var sizes = $"--calibration {Text(options.CalibrationPairs)} --scenarios-per-user {Text(options.ScenariosPerUser)} {filter} --pairs {Text(options.Pairs)}";
        return $"./workbook data qa --data DIR {settings.Write(parsed)} {sizes}{(options.HardOnly ? " --hard-only" : "")} --seed {Text(options.Seed)}{(target is null ? "" : " --out DIR2")}";
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static void Print(Terminal terminal, QueryAnswerSummary summary, QueryAnswerOptions options)
    {
        var (calibration, scaled) = (summary.Calibration, summary.Scaled);
        terminal.WriteLine();
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Calibration: {calibration.Pairs.Count} pairs, mean difficulty {calibration.Histogram.Mean:F3}, hard from {calibration.Threshold:F3} on ({calibration.Hard} pairs)."));
        PrintHistogram(terminal, calibration.Histogram);
        terminal.WriteLine(calibration.Rules.Count == 0 ? "No rule sets the hard pairs apart." : "Rules of the hard pairs:");
        foreach (var rule in calibration.Rules)
            terminal.WriteLine($"  - {rule.Text}");
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Synthesis: {scaled.Kept} of {options.Pairs} pairs, {scaled.Rewritten} rewritten, mean difficulty {scaled.Histogram.Mean:F3}, {scaled.Hard} hard; {scaled.Rejected.Total} drafts rejected."));
        foreach (var (reason, count) in scaled.Rejected.Counts)
            terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  rejected {count}: {reason}"));
        PrintHistogram(terminal, scaled.Histogram);
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{summary.OtherPairs} pairs of other sources stand beside them."));
    }

    private static void PrintHistogram(Terminal terminal, DifficultyHistogram histogram)
    {
        var highest = histogram.Counts.Max();
        for (var i = 0; i < histogram.Counts.Count; i++)
        {
            if (histogram.Counts[i] > 0)
            {
                var bar = new string('#', (int)Math.Ceiling((double)BarWidth * histogram.Counts[i] / highest));
                terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {i * DifficultyHistogram.BinWidth:F2} {bar} {histogram.Counts[i]}"));
            }
        }
    }
}
