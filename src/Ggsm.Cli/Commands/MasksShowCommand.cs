using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ggsm.Masks;
using Ggsm.Masks.Algebra;
using Ggsm.Training;

namespace Ggsm.Cli.Commands;

/// <summary><c>masks show</c>: the mask a recipe has at a step, drawn, measured and explained.</summary>
internal static class MasksShowCommand
{
    public static Command Create(Terminal terminal)
    {
        var defaults = new MaskDryRunOptions { Recipe = "" };
        var recipe = new Argument<string>("recipe") { Description = "A name of `./workbook masks list`." };
        var step = new Option<long>("--step") { HelpName = "N", Description = "The step, counted from 0." };
        var steps = new Option<int>("--steps") { HelpName = "TOTAL", Description = "Steps of the whole run: the mask is fully open at the last.", DefaultValueFactory = _ => defaults.TotalSteps };
        var warmup = new Option<double>("--mask-warmup") { HelpName = "SHARE", Description = "T_warm of the mask's schedule, as a share of the steps.", DefaultValueFactory = _ => defaults.MaskWarmup };
        var length = new Option<int>("--length") { HelpName = "N", Description = $"Positions of the row, at most {MaskDryRunOptions.LongestRow}.", DefaultValueFactory = _ => defaults.Length };
        var padding = new Option<int>("--padding") { HelpName = "N", Description = "How many of them, at the end, are padding." };
        var segment = new Option<int?>("--segment") { HelpName = "N", Description = "How many of them, at the start, are the user segment. [default: two thirds of the real ones]" };
        var options = RecipeOptionsOption.Create("--option");
        var answer = new Option<bool>("--answer") { Description = "Show the answer tower instead of the user tower." };
        var trained = new Option<bool>("--trained") { Description = "Show the mask the recipe encodes with after training, at no step." };
        var seed = new Option<long>("--seed") { HelpName = "N", Description = "Decides the rehearsal's decoder and pairs.", DefaultValueFactory = _ => defaults.Seed };
        var digits = new Option<bool>("--digits") { Description = "Draw weights in tenths instead of shades." };
        var explain = new Option<string[]>("--explain")
        {
            HelpName = "I,J",
            Arity = ArgumentArity.OneOrMore,
            Description = "Say in words why query I sees key J at its weight, both counted from 0. May be repeated.",
        };
        var json = JsonReport.CreateOption();
        var command = new Command("show",
            "Draw the mask of a recipe at a step, with its sparsity and mean future weight. A recipe that learns is rehearsed first: a small decoder trains on made-up pairs up to that step.")
        {
            recipe, step, steps, warmup, length, padding, segment, options, answer, trained, seed, digits, explain, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var positions = parsed.GetValue(length);
            var ends = parsed.GetValue(padding);
            var request = new MaskDryRunOptions
            {
                Recipe = parsed.GetValue(recipe)!,
                RecipeOptions = RecipeOptionsOption.Read(parsed.GetValue(options)) ?? [],
                Step = parsed.GetValue(step),
                TotalSteps = parsed.GetValue(steps),
                MaskWarmup = parsed.GetValue(warmup),
                Length = positions,
                Padding = ends,
                Segment = parsed.GetValue(segment) ?? Math.Max(0, 2 * (positions - ends) / 3),
                Tower = parsed.GetValue(answer) ? Tower.Answer : Tower.User,
                Mode = parsed.GetValue(trained) ? EncodingMode.Inference : EncodingMode.Training,
                Seed = parsed.GetValue(seed),
            };
            var style = parsed.GetValue(digits) ? MaskDrawingStyle.Digits : MaskDrawingStyle.Shades;
            return Run(terminal, request, style, parsed.GetValue(explain) ?? [], JsonReport.Open(parsed.GetValue(json)), cancellation);
        }, CancellationToken.None));
        return command;
    }

    private static int Run(
        Terminal terminal, MaskDryRunOptions request, MaskDrawingStyle style, string[] explain, JsonReport report, CancellationToken cancellation)
    {
        var asked = explain.Select(Pair).ToList();
        var mask = MaskDryRun.Run(request, cancellation);
        var view = mask.View;
        foreach (var (query, key) in asked)
            RequirePosition(view, query, key);
        var explanations = asked.Select(p => MaskExplanation.Explain(view, p.Query, p.Key)).ToList();
        report.Write(ToJson(mask, request, asked, explanations));

        terminal.WriteLine($"{view.Recipe.Name}: {view.Recipe.Summary}");
        Line("at", At(mask, request));
        if (mask.RecipeOptions.Count > 0)
            Line("options", string.Join(", ", mask.RecipeOptions.Select(o => $"{o.Key}={o.Value}")));
        if (view.Declaration is { } declaration)
            Line("w", declaration);
        Line("learnt", Learnt(mask, request));
        terminal.WriteLine();
        terminal.WriteLine(MaskDrawing.Draw(view, style));
        terminal.WriteLine();
        foreach (var line in MaskDrawing.Legend(style))
            terminal.WriteLine(line);
        terminal.WriteLine();
        Line("sparsity", string.Create(CultureInfo.InvariantCulture, $"{view.Sparsity:0.000} of all pairs are closed"));
        Line("future", string.Create(CultureInfo.InvariantCulture, $"mean weight {view.MeanFutureWeight:0.0000} of real keys ahead"));
        if (explanations.Count > 0)
            terminal.WriteLine();
        foreach (var explanation in explanations)
            terminal.WriteLine(explanation);
        return ExitCodes.Done;

        void Line(string name, string text) => terminal.WriteLine($"{name,-9} {text}");
    }

    private static string At(MaskDryRunResult mask, MaskDryRunOptions request)
    {
        var view = mask.View;
        var alpha = view.Alpha is { } opened ? string.Create(CultureInfo.InvariantCulture, $", alpha {opened:0.0000}") : "";
        var when = view.Mode == EncodingMode.Inference
            ? $"after training{alpha}"
            : $"step {view.Step} of {request.TotalSteps} (warm-up {mask.Schedule.WarmUpSteps}), {PhaseOf(view)}{alpha}";
        return $"{when}, {OptionReader.Write(view.Tower)} tower, {view.Length} positions";
    }

    private static string PhaseOf(MaskView view) => view.Phase switch
    {
        SchedulePhase.Constant => "no schedule",
        SchedulePhase.WarmUp => "in warm-up",
        SchedulePhase.Schedule => "opening",
        _ => "transition over",
    };

    private static string Learnt(MaskDryRunResult mask, MaskDryRunOptions request)
    {
        if (!mask.Guided && !mask.Trained)
            return "nothing: the recipe asks for no gradients";
        var what = (mask.Guided, mask.Trained) switch
        {
            (true, true) => "gradients and parameters",
            (true, false) => "gradients",
            _ => "parameters",
        };
        return mask.RehearsedSteps == 0
            ? $"{what}: none yet, no step comes before this one"
            : $"{what} from a rehearsal of {mask.RehearsedSteps} steps: a quick-preset decoder of random weights trained on made-up pairs, seed {request.Seed}";
    }

    private static (int Query, int Key) Pair(string text)
    {
        var parts = text.Split(',');
        return parts.Length == 2
            && NumberText.TryCount(parts[0].Trim(), out var query)
            && NumberText.TryCount(parts[1].Trim(), out var key)
            ? (query, key)
            : throw new BadInputException($"'{text}' is no pair of positions.", field: "--explain", remedy: "Give query and key, both counted from 0, for example: --explain 3,7");
    }

    private static void RequirePosition(MaskView view, int query, int key)
    {
        if (query >= view.Length || key >= view.Length)
            throw new BadInputException($"there is no pair {query},{key}: positions run from 0 to {view.Length - 1}.", field: "--explain");
    }

    private static JsonObject ToJson(MaskDryRunResult mask, MaskDryRunOptions request, List<(int Query, int Key)> asked, List<string> explanations)
    {
        var view = mask.View;
        var positions = Enumerable.Range(0, view.Length).ToList();
        return new JsonObject
        {
            ["recipe"] = view.Recipe.Name,
            ["declaration"] = view.Declaration,
            ["recipe_options"] = new JsonObject(mask.RecipeOptions.Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value))),
            ["tower"] = OptionReader.Write(view.Tower),
            ["mode"] = OptionReader.Write(view.Mode),
            ["step"] = request.Step,
            ["total_steps"] = request.TotalSteps,
            ["warm_up_steps"] = mask.Schedule.WarmUpSteps,
            ["phase"] = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(view.Phase.ToString()),
            ["alpha"] = view.Alpha,
            ["length"] = view.Length,
            ["anchor"] = view.Anchor,
            ["real"] = new JsonArray([.. positions.Select(p => (JsonNode)view.IsReal(p))]),
            ["segments"] = new JsonArray([.. positions.Select(p => (JsonNode?)view.Segment(p))]),
            ["importance"] = view.Importance is { } importance ? new JsonArray([.. importance.Select(x => (JsonNode)x)]) : null,
            ["weights"] = new JsonArray([.. positions.Select(i => new JsonArray([.. positions.Select(j => (JsonNode)view.Weight(i, j))]))]),
            ["sparsity"] = view.Sparsity,
            ["mean_future_weight"] = view.MeanFutureWeight,
            ["rehearsed_steps"] = mask.RehearsedSteps,
            ["learnt"] = Learnt(mask, request),
            ["seed"] = request.Seed,
            ["explanations"] = new JsonArray([.. asked.Zip(explanations, (pair, text) => new JsonObject { ["query"] = pair.Query, ["key"] = pair.Key, ["text"] = text })]),
        };
    }
}
