using System.Globalization;
using System.Text.Json.Nodes;
using Ggsm.Users;

namespace Notebooks.Tests;

/// <summary>What the chapters' figures show, by the numbers in them.</summary>
[Collection(Chapters.Collection)]
public sealed class ChapterTests(NotebookRun run)
{
    private const double Chance = 0.5;

    [Fact]
    public void Every_chapter_runs_to_its_end()
    {
        Assert.True(run.Result.ExitCode == 0, run.Result.Output + run.Result.Errors);
        foreach (var chapter in Checkout.ChapterFiles.Select(Path.GetFileNameWithoutExtension))
        {
            Assert.Contains($"{chapter}  done", run.Result.Output);
            Assert.True(File.Exists(run.Page(chapter!)));
        }
    }

    [Theory]
    [MemberData(nameof(Checkout.Chapters), MemberType = typeof(Checkout))]
    public void The_first_cell_says_device_libtorch_and_preset(string chapter)
    {
        var first = run.Executed(chapter).CodeCells[0]["outputs"]!.ToJsonString();

        Assert.Matches("Device: (cpu|cuda)", first);
        Assert.Contains("libtorch 2.10.0 ", first);
        Assert.Contains("preset quick", first);
    }

    [Theory]
    [MemberData(nameof(Checkout.Chapters), MemberType = typeof(Checkout))]
    public void The_attempt_that_each_exercise_starts_from_is_wrong_and_its_cause_is_named(string chapter)
    {
        var checks = run.Executed(chapter).Outputs.Select(output => Notebook.Joined(output["data"]?["text/plain"])).Where(text => text.StartsWith("Not yet: ", StringComparison.Ordinal));

        Assert.NotEmpty(checks);
        Assert.All(checks, check => Assert.True(check.Length > 40));
    }

    [Fact]
    public void In_01_history_lies_before_the_as_of_date_and_the_future_after_it()
    {
        var timeline = run.Executed("01-data-synthesis").FigureCalled("What user");
        var asOf = Times(timeline.Trace("as-of date"))[0];

        var (futures, histories) = (new List<DateTimeOffset>(), new List<DateTimeOffset>());
        foreach (var trace in timeline.Traces.Where(trace => (string?)trace["name"] != "as-of date"))
            (((string?)trace["name"])!.EndsWith("future", StringComparison.Ordinal) ? futures : histories).AddRange(Times(trace));

        Assert.True(histories.Count > 20 && histories.All(time => time < asOf));
        Assert.True(futures.Count > 5 && futures.All(time => time >= asOf));
    }

    [Fact]
    public void In_01_the_parts_of_the_prompt_fill_it_and_the_anchor_is_its_last_token()
    {
        var strip = run.Executed("01-data-synthesis").FigureCalled("The input template");
        var tokens = int.Parse(new string([.. strip.Title.SkipWhile(c => !char.IsDigit(c)).TakeWhile(char.IsDigit)]));
        var parts = strip.Traces.Where(trace => (string?)trace["type"] == "bar").Sum(trace => Figure.Numbers(trace["x"]).Sum());
        var anchor = strip.Traces.Single(trace => (string?)trace["type"] == "scatter");

        Assert.Equal(tokens, parts);
        Assert.Equal(tokens - 0.5, Figure.Numbers(anchor["x"])[0]);
    }

    [Fact]
    public void In_01_plans_are_turned_round_and_the_order_is_worth_something_in_every_task()
    {
        var contracts = run.Executed("01-data-synthesis").FigureCalled("The contracts of user");
        var best = run.Executed("01-data-synthesis").FigureCalled("How well each task");
        var (all, without) = (Figure.Numbers(best.Trace("best of all")["x"]), Figure.Numbers(best.Trace("best without the order")["x"]));

        Assert.NotEmpty(Times(contracts.Trace("turned round by a later end")));
        Assert.NotEmpty(Times(contracts.Trace("counts as it is")));
        Assert.Equal(9, all.Length);
        Assert.All(all.Zip(without), auc => Assert.InRange(auc.Second, Chance, auc.First));
    }

    [Fact]
    public void In_01_a_pair_of_the_second_stream_is_shown_and_its_rules_make_pairs_harder()
    {
        var chapter = run.Executed("01-data-synthesis");
        var figure = chapter.FigureCalled("Difficulty of");
        double ShareOfHard(string name)
        {
            var threshold = Figure.Numbers(figure.Trace("hard from here on")["x"])[0];
            return Figure.Numbers(figure.Trace(name)["x"]).Zip(Figure.Numbers(figure.Trace(name)["y"])).Where(bar => bar.First > threshold).Sum(bar => bar.Second);
        }

        var pairs = Assert.Single(chapter.Tables, table => table.Headings.Contains("Question"));
        Assert.NotEmpty(pairs.Rows);
        Assert.All(pairs.Column("Answer"), answer => Assert.NotEmpty(answer));
        Assert.All(pairs.Column("Difficulty"), difficulty => Assert.InRange(double.Parse(difficulty), 0, 2));
        Assert.True(ShareOfHard("written by the rules") > ShareOfHard("calibration set"));
    }

    [Fact]
    public void In_03_the_live_figure_holds_every_step_and_the_loss_falls_below_guessing()
    {
        var cell = run.Executed("03-gpu-training").CodeCells.Single(code => Notebook.Joined(code["source"]).Contains("LiveTraining.Run", StringComparison.Ordinal));
        Assert.Single(cell["outputs"]!.AsArray(), output => output!["data"]?[Notebook.FigureType] is not null);
        var figure = run.Executed("03-gpu-training").FigureCalled("Training loss");
        var losses = Figure.Numbers(figure.Trace("loss")["y"]);
        var logged = File.ReadLines(Path.Combine(run.Out, "runs", "03-gpu-training", "run.jsonl")).Select(line => JsonNode.Parse(line)!["loss"]!.GetValue<double>());

        Assert.Equal(logged, losses);
        Assert.True(losses[^5..].Average() < 0.8 * losses[..5].Average(), "the loss does not fall");
        Assert.True(losses[^5..].Average() < Figure.Numbers(figure.Trace("guessing")["y"])[0]);
    }

    [Fact]
    public void In_03_the_table_of_the_run_says_what_its_log_says()
    {
        var table = Assert.Single(run.Executed("03-gpu-training").Tables);
        var losses = File.ReadLines(Path.Combine(run.Out, "runs", "03-gpu-training", "run.jsonl")).Select(line => JsonNode.Parse(line)!["loss"]!.GetValue<double>()).ToArray();

        Assert.Equal(losses.Length, int.Parse(table.Column("Steps").Single(), NumberStyles.AllowThousands));
        Assert.Equal(losses[0], double.Parse(table.Column("First loss (nats)").Single()), 0.01);
        Assert.Equal(losses[^1], double.Parse(table.Column("Last loss (nats)").Single()), 0.01);
        Assert.True(double.Parse(table.Column("Speed (tokens/s)").Single()) > 0);
    }

    [Fact]
    public void In_03_what_a_probe_reads_of_held_out_people_grows_along_the_run_as_logged()
    {
        var figure = run.Executed("03-gpu-training").FigureCalled("What a probe reads");
        var mean = Figure.Numbers(figure.Trace("mean")["y"]);
        var logged = File.ReadLines(Path.Combine(run.Out, "runs", "03-gpu-training", "eval.jsonl")).Select(line => JsonNode.Parse(line)!)
            .Where(line => line["auc"] is not null).GroupBy(line => (int)line["step"]!).Select(step => step.Average(line => (double)line["auc"]!)).ToArray();

        Assert.Equal(logged, mean, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.True(mean[^1] > mean[0] + 0.05, $"the probe reads {mean[^1]:F3} at the end and {mean[0]:F3} at the start");
        Assert.InRange(mean[^1], 0.65, Figure.Numbers(figure.Trace("best possible")["y"])[0] + 0.02);
    }

    [Fact]
    public void In_03_people_are_found_more_and_more_often_along_the_run()
    {
        var figure = run.Executed("03-gpu-training").FigureCalled("Finding one's own future along the run");
        var found = Figure.Numbers(figure.Trace("recall@10")["y"]);

        Assert.True(found[^1] > 2 * Figure.Numbers(figure.Trace("chance")["y"])[0]);
        Assert.True(found[^1] > found[0]);
    }

    [Fact]
    public void In_03_held_out_people_are_found_several_times_more_often_than_by_chance()
    {
        var figure = run.Executed("03-gpu-training").FigureCalled("Finding one's own future among");
        var found = Figure.Numbers(figure.Trace("user embedding")["y"]);
        var chance = Figure.Numbers(figure.Trace("chance")["y"]);

        Assert.Equal(2, found.Length);
        Assert.InRange(found[1], 2 * chance[1], 1);
        Assert.Equal(10 * chance[0], chance[1], 1e-9);
    }

    [Fact]
    public void In_04_the_mask_starts_half_open_ends_open_and_never_closes_the_past()
    {
        var masks = run.Executed("04-mask-transition").FigureCalled("Who may look at whom").Traces.Select(trace => Figure.Matrix(trace["z"])).ToArray();

        Assert.Equal(3, masks.Length);
        Assert.All(masks, mask => Assert.All(Enumerable.Range(0, mask.Length), q => Assert.All(mask[q][..(q + 1)], weight => Assert.Equal(1, weight))));
        Assert.All(Future(masks[0]), weight => Assert.Equal(Chance, weight, 1e-6));
        Assert.All(Future(masks[1]), weight => Assert.InRange(weight, 0.5, 0.999));
        Assert.True(Future(masks[1]).Distinct().Count() > 1, "halfway no position matters more than another");
        Assert.True(Future(masks[2]).Average() > 0.98);
    }

    [Fact]
    public void In_04_alpha_waits_for_the_warm_up_and_the_future_then_opens_with_it()
    {
        var figure = run.Executed("04-mask-transition").FigureCalled("How the mask opens");
        var weight = Figure.Numbers(figure.Traces.Single(trace => ((string?)trace["name"])!.Contains("mean future weight"))["y"]);
        var alpha = Figure.Numbers(figure.Traces.Single(trace => ((string?)trace["name"])!.Contains("alpha"))["y"]);
        var warmUp = alpha.TakeWhile(value => value == 0).Count();

        Assert.InRange(warmUp, 2, alpha.Length / 2);
        Assert.Equal(alpha.Order(), alpha);
        Assert.True(alpha[^1] > 0.95);
        Assert.All(weight, value => Assert.InRange(value, 0.5 - 1e-6, 1));
        Assert.Equal(weight[warmUp..].Order(), weight[warmUp..]);
    }

    [Fact]
    public void In_05_every_task_has_both_encoders_with_an_interval_around_each_estimate_and_none_beyond_the_best_possible()
    {
        string[] encoders = ["counted by hand", "ggsm", "untrained decoder"];
        var figure = run.Executed("05-evaluation").FigureCalled("AUC of a linear probe");
        var estimates = encoders.SelectMany(name => Named(figure.Trace(name))).ToDictionary(point => point.Label, point => point.Value);
        var intervals = figure.Traces.Where(trace => ((string?)trace["name"])!.EndsWith("interval", StringComparison.Ordinal)).SelectMany(Named).ToLookup(point => point.Label, point => point.Value);
        var best = Named(figure.Trace("best possible")).ToDictionary(point => point.Label, point => point.Value);
        string[] tasks = ["food", "movie", "transit"];

        Assert.Equal((from task in tasks from encoder in encoders select $"{task} · {encoder}").Order(StringComparer.Ordinal), estimates.Keys.Order(StringComparer.Ordinal));
        Assert.All(tasks, task => Assert.True(intervals[$"{task} · counted by hand"].Min() > Chance, $"counting tells nothing of {task}"));
        Assert.All(estimates, estimate =>
        {
            Assert.InRange(estimate.Value, intervals[estimate.Key].Min(), intervals[estimate.Key].Max());
            Assert.InRange(intervals[estimate.Key].Min(), 0, best[estimate.Key]);
        });
    }

    [Fact]
    public void In_05_the_trained_encoder_tells_more_than_the_untrained_one_and_than_counting()
    {
        var figure = run.Executed("05-evaluation").FigureCalled("AUC of a linear probe");
        double Mean(string encoder) => Figure.Numbers(figure.Trace(encoder)["x"]).Average();

        Assert.True(Mean("ggsm") > Mean("counted by hand") + 0.01, $"{Mean("ggsm"):F3} where counting has {Mean("counted by hand"):F3}");
        Assert.True(Mean("ggsm") > Mean("untrained decoder") + 0.01, $"{Mean("ggsm"):F3} where the untrained one has {Mean("untrained decoder"):F3}");
    }

    [Fact]
    public void In_05_the_table_gives_the_numbers_of_the_figure()
    {
        var chapter = run.Executed("05-evaluation");
        var figure = chapter.FigureCalled("AUC of a linear probe");
        var table = Assert.Single(chapter.Tables);
        var estimates = new[] { "counted by hand", "ggsm", "untrained decoder" }.SelectMany(name => Named(figure.Trace(name))).ToDictionary(point => point.Label, point => point.Value);
        var rows = table.Column("Task").Zip(table.Column("Encoder"), (task, encoder) => $"{task} · {encoder}").Zip(table.Column("AUC").Select(double.Parse)).ToArray();

        Assert.Equal(estimates.Keys.Order(StringComparer.Ordinal), rows.Select(row => row.First).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.Equal(estimates[row.First], row.Second, 0.0006));
        Assert.All(table.Column("Best possible").Zip(table.Column("Best without the order")), best => Assert.True(double.Parse(best.First) >= double.Parse(best.Second)));
    }

    [Fact]
    public void In_09_every_slot_has_its_schedules_and_the_max_slack_point_is_one_of_them()
    {
        var figure = run.Executed("09-state-based-scheduling").FigureCalled("The schedules of a slot that keep");
        var slots = figure.Json["layout"]!["sliders"]![0]!["steps"]!.AsArray();
        var (feasible, choices) = (Named(figure, "feasible"), Named(figure, "max-slack"));

        Assert.Equal(12, slots.Count);
        Assert.Equal((slots.Count, slots.Count), (feasible.Length, choices.Length));
        Assert.True(feasible.Select(trace => Figure.Numbers(trace["x"]).Length).Distinct().Count() > 2, "the polytope hardly changes");
        Assert.All(feasible.Zip(choices), slot => Assert.Contains(
            Figure.Numbers(slot.First["x"]).Zip(Figure.Numbers(slot.First["y"])),
            point => Math.Abs(point.First - Figure.Numbers(slot.Second["x"])[0]) < 0.2 && Math.Abs(point.Second - Figure.Numbers(slot.Second["y"])[0]) < 0.2));
    }

    [Fact]
    public void In_09_what_is_served_stays_between_what_came_and_what_is_owed()
    {
        var figure = run.Executed("09-state-based-scheduling").FigureCalled("What came, what was owed");
        var (came, owed) = (Figure.Numbers(figure.Trace("arrived")["y"]), Figure.Numbers(figure.Trace("owed")["y"]));
        var served = new[] { "max-slack", "energy" }.Select(name => Figure.Numbers(figure.Trace($"served, {name}")["y"])).ToArray();

        Assert.All(served, line => Assert.All(line.Select((tasks, i) => (tasks, i)), at => Assert.InRange(at.tasks, owed[at.i], came[at.i])));
        Assert.NotEqual(served[0], served[1]);
        Assert.True(owed[^1] > 20);
    }

    [Fact]
    public void In_09_no_objective_breaks_a_guarantee_each_is_best_at_its_own_measure_and_baselines_break_some()
    {
        var tables = run.Executed("09-state-based-scheduling").Tables;
        var (objectives, baselines) = (tables[0], tables[1]);
        double Of(string column, string scheduler) => objectives.Column("Scheduler").Zip(objectives.Column(column)).Where(row => row.First == scheduler).Select(row => double.Parse(row.Second)).Single();

        Assert.All(objectives.Column("Guarantees broken"), broken => Assert.Equal("0", broken));
        Assert.True(Of("Weighted delay (slots)", "delay") < Of("Weighted delay (slots)", "max-slack"));
        Assert.True(Of("Longest delay (slots)", "fairness") <= Of("Longest delay (slots)", "delay"));
        Assert.True(Of("Energy per task", "energy") < Of("Energy per task", "max-slack"));
        Assert.Equal("0", baselines.Column("Guarantees broken").First());
        Assert.Contains(baselines.Column("Guarantees broken"), broken => broken != "0");
    }

    [Fact]
    public void In_09_there_is_more_than_one_schedule_in_nearly_every_slot()
    {
        var figure = run.Executed("09-state-based-scheduling").FigureCalled("Freedom");
        var powers = Figure.Numbers(figure.Trace("feasible schedules, max-slack")["y"]);

        Assert.All(powers, power => Assert.True(power >= 0));
        Assert.True(powers.Count(power => power > 1) > 0.9 * powers.Length);
    }

    private static JsonNode[] Named(Figure figure, string name) => [.. figure.Traces.Where(trace => (string?)trace["name"] == name)];

    private static DateTimeOffset[] Times(JsonNode trace) => [.. trace["x"]!.AsArray().Select(time => DateTimeOffset.Parse((string)time!))];

    private static double[] Future(double[][] mask) => [.. mask.SelectMany((row, q) => row[(q + 1)..])];

    private static IEnumerable<(string Label, double Value)> Named(JsonNode trace) =>
        trace["y"]!.AsArray().Select(label => (string)label!).Zip(Figure.Numbers(trace["x"]));
}
