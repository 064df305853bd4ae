using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ggsm.Masks;
using Ggsm.Verification;
using Ggsm.Verification.Fuzzing;
using Ggsm.Verification.Killing;
using Spectre.Console;

namespace Ggsm.Cli.Commands;

/// <summary><c>verify</c>: this machine's numbers against reference numbers, its runs against SIGKILL, its readers against damaged files.</summary>
internal static class VerifyCommand
{
    private const int MostFailuresShown = 10;

    public static Command Create(Terminal terminal)
    {
        var golden = new Option<string?>("--golden")
        {
            HelpName = "DIR",
            Description = "Compare decoder, losses, masks and whole training runs with a folder of reference numbers: loss_*.json, mask_*.json, decoder_*/, run_*/.",
        };
        var kills = Count("--kills", "Kill training and pretraining processes N times at random moments, resume each time, and compare every finished run with an uninterrupted one to the bit.");
        var fuzz = Count("--fuzz", "Hand N damaged files (safetensors, users.jsonl, pairs.jsonl, text pairs, configurations, run.jsonl) to their readers: each is read or refused, nothing else.");
        var recipe = new Option<string>("--recipe") { HelpName = "NAME", Description = "The mask recipe of the runs that are killed.", DefaultValueFactory = _ => "ggsm" };
        var seed = new Option<ulong>("--seed") { HelpName = "N", Description = "Decides the moments of --kills and the damage of --fuzz.", DefaultValueFactory = _ => 1 };
        var device = new Option<string>("--device") { HelpName = "NAME", Description = "cpu or cuda, for --golden.", DefaultValueFactory = _ => "cpu" };
        var json = JsonReport.CreateOption();
        var command = new Command("verify",
            "Check this machine: its numbers against references (--golden), its runs against SIGKILL (--kills), its readers against damaged files (--fuzz). Ends 1 when a check fails.")
        {
            golden, kills, fuzz, recipe, seed, device, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(golden) is null && result.GetResult(kills) is null && result.GetResult(fuzz) is null)
                result.AddError("Give at least one of --golden DIR, --kills N and --fuzz N.");
        });
        command.SetAction((parsed, cancellation) => Task.Run(async () =>
        {
            var report = JsonReport.Open(parsed.GetValue(json));
            var content = new JsonObject();
            var passed = true;
            if (parsed.GetValue(golden) is { } folder)
                passed &= Golden(terminal, folder, parsed.GetValue(device)!, content, cancellation);
            if (parsed.GetValue(fuzz) is { } inputs)
                passed &= Fuzz(terminal, inputs, parsed.GetValue(seed), content, cancellation);
            if (parsed.GetValue(kills) is { } count)
                passed &= await KillsAsync(terminal, count, MaskRecipes.Find(parsed.GetValue(recipe)!).Name, parsed.GetValue(seed), content, cancellation);
            report.Write(content);
            return passed ? ExitCodes.Done : ExitCodes.CheckFailed;
        }, CancellationToken.None));
        return command;
    }

    private static Option<int?> Count(string name, string description)
    {
        var option = new Option<int?>(name) { HelpName = "N", Description = description };
        option.Validators.Add(result =>
        {
            if (NumberText.TryWhole(result.Tokens.FirstOrDefault()?.Value, out var number) && number <= 0)
                result.AddError($"{name} takes a number of at least 1.");
        });
        return option;
    }

    private static bool Golden(Terminal terminal, string golden, string device, JsonObject content, CancellationToken cancellation)
    {
        var cases = GoldenVerifier.Run(golden, device, cancellation: cancellation);
        var failed = cases.Count(c => !c.Passed);
        content["cases"] = new JsonArray([.. cases.Select(ToJson)]);
        content["passed"] = cases.Count - failed;
        content["failed"] = failed;

        var table = new Table().Border(TableBorder.Simple).AddColumns("case", "worst error", "tolerance", "");
        foreach (var done in cases)
            table.AddRow(Markup.Escape(done.Name), Text(done.WorstError), Text(done.Tolerance), Verdict(done.Passed));
        terminal.Console.Write(table);
        terminal.WriteLine($"{cases.Count - failed} cases within tolerance, {failed} beyond.");
        return failed == 0;
    }

    private static bool Fuzz(Terminal terminal, int count, ulong seed, JsonObject content, CancellationToken cancellation)
    {
        var outcomes = FuzzTest.Run(count, seed, cancellation: cancellation);
        content["fuzz"] = new JsonObject
        {
            ["seed"] = seed,
            ["inputs"] = outcomes.Sum(o => o.Inputs),
            ["passed"] = outcomes.All(o => o.Passed),
            ["files"] = new JsonArray([.. outcomes.Select(ToJson)]),
        };

        var table = new Table().Border(TableBorder.Simple).AddColumns("damaged files", "inputs", "read", "refused", "");
        foreach (var outcome in outcomes)
            table.AddRow(Markup.Escape(outcome.Target), Text(outcome.Inputs), Text(outcome.Read), Text(outcome.Refused), Verdict(outcome.Passed));
        terminal.Console.Write(table);
        var failures = outcomes.SelectMany(o => o.Failures).ToList();
        foreach (var failure in failures.Take(MostFailuresShown))
            terminal.WriteLine($"{failure.Target}, input {failure.Number}: {failure.Problem}");
        terminal.WriteLine($"{Text(outcomes.Sum(o => o.Inputs))} damaged files, seed {seed}: {(failures.Count == 0 ? "each was read, or refused with a message that fits a screen" : "NOT all were read or refused as they should")}.");
        return outcomes.All(o => o.Passed);
    }

    private static async Task<bool> KillsAsync(Terminal terminal, int count, string recipe, ulong seed, JsonObject content, CancellationToken cancellation)
    {
        var kills = await KillTest.RunAsync(typeof(VerifyCommand).Assembly.Location, count, recipe, seed, new LineProgress(terminal), cancellation);
        content["kills"] = new JsonObject
        {
            ["seed"] = seed,
            ["recipe"] = recipe,
            ["kills"] = kills.Kills.Values.Sum(),
            ["moments"] = new JsonObject(kills.Kills.Select(k => KeyValuePair.Create(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(k.Key.ToString()), (JsonNode?)k.Value))),
            ["damaged_checkpoints"] = kills.Damaged,
            ["runs"] = kills.Runs,
            ["steps_each"] = kills.StepsEach,
            ["passed"] = kills.Passed,
            ["differences"] = new JsonArray([.. kills.Differences.Select(d => (JsonNode)d)]),
        };

        foreach (var difference in kills.Differences.Take(MostFailuresShown))
            terminal.WriteLine(difference);
        if (kills.Folder is { } folder)
            terminal.WriteLine($"The runs are kept in {folder}");
        terminal.WriteLine($"{kills.Kills.Values.Sum()} kills over {kills.Runs} runs of {recipe} and of pretraining, seed {seed}: "
            + (kills.Passed ? "every run equals the uninterrupted one to the bit." : $"{kills.Differences.Count} DIFFERENCES."));
        return kills.Passed;
    }

    private static JsonNode ToJson(GoldenCase done) => new JsonObject
    {
        ["name"] = done.Name,
        ["worst_error"] = double.IsFinite(done.WorstError) ? done.WorstError : null,
        ["tolerance"] = done.Tolerance,
        ["passed"] = done.Passed,
    };

    private static JsonNode ToJson(FuzzOutcome outcome) => new JsonObject
    {
        ["name"] = outcome.Target,
        ["inputs"] = outcome.Inputs,
        ["read"] = outcome.Read,
        ["refused"] = outcome.Refused,
        ["passed"] = outcome.Passed,
        ["failures"] = new JsonArray([.. outcome.Failures.Select(f => new JsonObject { ["number"] = f.Number, ["problem"] = f.Problem, ["input_base64"] = f.Input })]),
    };

    private static string Verdict(bool passed) => passed ? "passed" : "[red]FAILED[/]";

    private static string Text(double value) => value.ToString("0.0e+00", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
