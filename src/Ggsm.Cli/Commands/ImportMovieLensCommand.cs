using System.CommandLine;
using System.Text.Json.Nodes;
using Ggsm.Users.MovieLens;

namespace Ggsm.Cli.Commands;

/// <summary><c>data import movielens</c>: the rule-based behavioural stream on real people.</summary>
internal static class ImportMovieLensCommand
{
    public static Command Create(Terminal terminal)
    {
        var defaults = new MovieLensOptions();
        var source = new Argument<string>("DIR") { Description = "The data set as published: ratings.csv, movies.csv, tags.csv (for example ml-latest-small)." };
        var output = new Option<string>("--out") { HelpName = "DIR2", Required = true, Description = "The data folder to make; it appears whole or not at all." };
        var seed = new Option<ulong>("--seed") { HelpName = "N", Description = "Decides who is held out and what is sampled.", DefaultValueFactory = _ => defaults.Seed };
        var heldOut = new Option<int>("--held-out")
        {
            HelpName = "N",
            Description = "People held out (at most a third of those with enough history and future).",
            DefaultValueFactory = _ => defaults.HeldOutUsers,
        };
        var json = JsonReport.CreateOption();
        var command = new Command("movielens",
            "Per person: a history and a future split at an as-of date, the history as prompt, an aggregated sample of the future as answer.")
        {
            source, output, seed, heldOut, json,
        };
        command.SetAction((parsed, cancellation) => Run(
            terminal, parsed.GetValue(source)!, parsed.GetValue(output)!,
            defaults with { Seed = parsed.GetValue(seed), HeldOutUsers = parsed.GetValue(heldOut) },
            JsonReport.Open(parsed.GetValue(json)), cancellation));
        return command;
    }

    private static Task<int> Run(
        Terminal terminal, string source, string target, MovieLensOptions options, JsonReport report, CancellationToken cancellation)
    {
        var command = $"./workbook data import movielens {ShellWord.Of(Path.GetFileName(Path.TrimEndingDirectorySeparator(source)))} --out DIR "
            + $"--seed {options.Seed} --held-out {options.HeldOutUsers}";
        var summary = MovieLensImporter.Import(source, target, options, command, new LineProgress(terminal), cancellation);
        report.Write(new JsonObject
        {
            ["users_read"] = summary.UsersRead,
            ["users_kept"] = summary.UsersKept,
            ["users_left_out"] = summary.UsersLeftOut,
            ["users_held_out"] = summary.UsersHeldOut,
            ["ratings_read"] = summary.RatingsRead,
            ["tags_read"] = summary.TagsRead,
            ["empty_tags"] = summary.EmptyTags,
            ["train_pairs"] = summary.TrainPairs,
            ["held_out_pairs"] = summary.HeldOutPairs,
            ["vocabulary_size"] = summary.VocabularySize,
            ["seed"] = options.Seed,
        });
        terminal.WriteLine($"{summary.UsersKept} of {summary.UsersRead} people kept ({summary.UsersLeftOut} have too little history or future), {summary.UsersHeldOut} held out.");
        if (summary.EmptyTags > 0)
            terminal.WriteLine($"{summary.EmptyTags} tags are empty and were left out.");
        terminal.WriteLine($"{summary.TrainPairs} training pairs, {summary.HeldOutPairs} held-out pairs, {summary.VocabularySize} tokens in the vocabulary.");
        terminal.WriteLine($"Next: ./workbook train --data {ShellWord.Of(target)} --recipe ggsm --out RUN");
        return Task.FromResult(ExitCodes.Done);
    }
}
