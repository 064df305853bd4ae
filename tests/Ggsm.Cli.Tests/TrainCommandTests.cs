using System.Text.Json;

namespace Ggsm.Cli.Tests;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string pairs;

    public TrainCommandTests() => pairs = SmallData.WritePairs(folder);

    [Fact]
    public async Task The_report_holds_every_number_under_its_snake_case_name()
    {
        var run = await Train("a", "--json", folder.File("m.json"));

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        using var json = Json("m.json");
        var report = json.RootElement;
        var losses = Losses(json);
        Assert.Equal(6, report.GetProperty("steps").GetInt32());
        Assert.Equal(6, losses.Length);
        Assert.All(losses, loss => Assert.InRange(loss, double.Epsilon, 100));
        Assert.Equal(losses[0], report.GetProperty("first_loss").GetDouble());
        Assert.Equal(losses[^1], report.GetProperty("last_loss").GetDouble());
        Assert.InRange(report.GetProperty("recall_at_1").GetDouble(), 0, report.GetProperty("recall_at_10").GetDouble());
        Assert.InRange(report.GetProperty("chance_at_10").GetDouble(), double.Epsilon, 1);
        Assert.True(report.GetProperty("tokens_per_second").GetDouble() > 0);
        Assert.True(report.GetProperty("peak_rss_mib").GetDouble() > 10);
        Assert.StartsWith("cpu", report.GetProperty("device").GetString(), StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+", report.GetProperty("libtorch").GetString());
        Assert.Equal(3, report.GetProperty("seed").GetInt64());
    }

    [Fact]
    public async Task The_same_seed_gives_bit_equal_losses_and_another_seed_others()
    {
        await Train("a", "--json", folder.File("a.json"));
        await Train("b", "--json", folder.File("b.json"));
        await Train("c", "--json", folder.File("c.json"), "--seed", "4");

        using var first = Json("a.json");
        using var second = Json("b.json");
        using var other = Json("c.json");
        Assert.Equal(Losses(first), Losses(second));
        Assert.NotEqual(Losses(first), Losses(other));
    }

    [Theory]
    [InlineData("ggsm")]
    [InlineData("causal")]
    public async Task An_interrupted_run_that_is_resumed_equals_an_uninterrupted_one_bit_for_bit(string recipe)
    {
        await Train("whole", "--recipe", recipe, "--json", folder.File("whole.json"));

        using var interruption = new CancellationTokenSource();
        using var output = new WatchingWriter("step 1/", interruption.Cancel);
        using var error = new StringWriter();
        var exitCode = await WorkbookCli.InvokeAsync(Arguments("parts", "--recipe", recipe), new Terminal(output, error), interruption.Token);
        Assert.Equal(ExitCodes.Interrupted, exitCode);
        Assert.Contains("--resume", error.ToString(), StringComparison.Ordinal);

        var resumed = await CliRun.OfAsync("train", "--data", pairs, "--out", folder.File("parts"), "--resume", "--json", folder.File("parts.json"));

        Assert.Equal(ExitCodes.Done, resumed.ExitCode);
        using var whole = Json("whole.json");
        using var parts = Json("parts.json");
        Assert.Equal(Losses(whole), Losses(parts));
        Assert.Equal(1, parts.RootElement.GetProperty("resumed_at").GetInt32());
        Assert.Equal(File.ReadAllBytes(folder.File("whole", "model", "model.safetensors")), File.ReadAllBytes(folder.File("parts", "model", "model.safetensors")));
    }

    [Fact]
    public async Task A_process_that_gets_SIGINT_ends_its_step_writes_everything_and_can_be_resumed()
    {
        using var interruption = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ChildProcess.RunAsync(
            "dotnet",
            [WorkbookRoot.Combine("artifacts", "bin", "Ggsm.Cli", "release", "workbook.dll"), .. Arguments("run", "--steps", "5000")],
            line => { if (line.StartsWith("step ", StringComparison.Ordinal)) interruption.Cancel(); },
            interruption.Token));

        using var metrics = Json(Path.Combine("run", "metrics.json"));
        var done = metrics.RootElement.GetProperty("steps").GetInt64();
        Assert.True(metrics.RootElement.GetProperty("interrupted").GetBoolean());
        Assert.Equal(done, File.ReadLines(folder.File("run", "run.jsonl")).Count());

        using var stopAtOnce = new CancellationTokenSource();
        using var output = new WatchingWriter("step ", stopAtOnce.Cancel);
        var exitCode = await WorkbookCli.InvokeAsync(Arguments("run", "--steps", "5000", "--resume"), new Terminal(output, output), stopAtOnce.Token);
        Assert.Equal(ExitCodes.Interrupted, exitCode);
        Assert.Contains($"step {done + 1}/5000", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_diverges_ends_1_with_a_diagnosis_and_a_report_of_what_was_done()
    {
        var run = await Train("a", "--learning-rate", "1e36", "--steps", "40", "--json", folder.File("m.json"));

        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Contains("Training has diverged at update", run.Error, StringComparison.Ordinal);
        Assert.Contains("likely cause 1: the learning rate", run.Error, StringComparison.Ordinal);
        Assert.Contains("pairs of the batch", run.Error, StringComparison.Ordinal);
        Assert.Equal(!Directory.Exists(folder.File("a", "checkpoints")), run.Error.Contains("no checkpoint was due", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        using var report = Json("m.json");
        Assert.Contains("diverged", report.RootElement.GetProperty("divergence").GetString(), StringComparison.Ordinal);
        Assert.Equal(File.ReadLines(folder.File("a", "run.jsonl")).Count(), Losses(report).Length);
    }

    [Fact]
    public async Task Evaluation_along_the_run_is_written_and_told_and_changes_no_loss()
    {
        await Train("without", "--json", folder.File("without.json"));
        var run = await Train("with", "--eval-every", "3", "--json", folder.File("with.json"));

        using var without = Json("without.json");
        using var with = Json("with.json");
        Assert.Equal(Losses(without), Losses(with));
        Assert.Equal([0, 3, 6], File.ReadLines(folder.File("with", "eval.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetInt32()));
        Assert.Contains("held out: loss ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Length_buckets_and_decay_of_everything_can_be_asked_for_and_are_recorded()
    {
        var run = await Train("a", "--bucket-batches", "4", "--decay-everything");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        using var config = Json(Path.Combine("a", "config.json"));
        Assert.Equal(4, config.RootElement.GetProperty("data").GetProperty("bucket_batches").GetInt32());
        Assert.True(config.RootElement.GetProperty("optimizer").GetProperty("decay_everything").GetBoolean());
    }

    [Fact]
    public async Task A_run_is_not_trained_over()
    {
        await Train("a");
        var log = File.ReadAllText(folder.File("a", "run.jsonl"));

        var again = await Train("a");

        again.AssertRefused(folder.File("a"), "--resume");
        Assert.Equal(log, File.ReadAllText(folder.File("a", "run.jsonl")));
    }

    [Fact]
    public async Task Resuming_with_other_values_is_refused_and_the_value_is_named()
    {
        await Train("a");

        var resumed = await Train("a", "--resume", "--learning-rate", "0.5");

        resumed.AssertRefused("learning_rate", folder.File("a"));
    }

    [Fact]
    public async Task Progress_goes_out_as_plain_lines_when_nobody_watches()
    {
        var run = await Train("a");

        Assert.Contains("step 6/6  loss ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_embeddings_of_a_run_are_written_one_user_a_line_and_do_not_depend_on_the_format()
    {
        await Train("a");

        var asJson = await CliRun.OfAsync("embed", "--run", folder.File("a"), "--data", pairs, "--out", folder.File("e.jsonl"));
        var asCsv = await CliRun.OfAsync("embed", "--model", folder.File("a", "model"), "--data", pairs, "--out", folder.File("e.csv"));

        Assert.Equal((ExitCodes.Done, ExitCodes.Done), (asJson.ExitCode, asCsv.ExitCode));
        var vectors = File.ReadLines(folder.File("e.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("embedding")
            .EnumerateArray().Select(v => v.GetSingle()).ToArray()).ToList();
        var columns = File.ReadLines(folder.File("e.csv")).Select(line => line.Split(',')[1..].Select(v => float.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ToArray());
        Assert.Equal(SmallData.PairLines.Count, vectors.Count);
        Assert.All(vectors, vector => Assert.Equal(1, Math.Sqrt(vector.Sum(v => (double)v * v)), 4));
        Assert.Equal(vectors, columns);
    }

    [Fact]
    public async Task An_adaptation_and_the_ways_of_computing_reach_the_run_and_its_adapter_goes_on_and_embeds()
    {
        var first = await Train("a", "--lora-rank", "4", "--lora-dropout", "0.1", "--lora-targets", "q_proj, down_proj",
            "--attention", "plain", "--precision", "bf16", "--recompute");
        var adapter = folder.File("a/model/adapter");
        var next = await Train("b", "--init", folder.File("a/model"), "--adapter", adapter);
        var embedded = await CliRun.OfAsync(["embed", "--model", folder.File("a/model"), "--adapter", adapter, "--data", pairs, "--out", folder.File("v.jsonl")]);

        Assert.Equal([ExitCodes.Done, ExitCodes.Done, ExitCodes.Done], [first.ExitCode, next.ExitCode, embedded.ExitCode]);
        using var config = Json("a/config.json");
        var lora = config.RootElement.GetProperty("model").GetProperty("lora");
        Assert.Equal((4, 4, 0.1), (lora.GetProperty("rank").GetInt32(), lora.GetProperty("alpha").GetDouble(), lora.GetProperty("dropout").GetDouble()));
        Assert.Equal(["q_proj", "down_proj"], lora.GetProperty("targets").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal(("plain", "bf16"), (config.RootElement.GetProperty("model").GetProperty("attention").GetString(), config.RootElement.GetProperty("model").GetProperty("precision").GetString()));
        Assert.True(config.RootElement.GetProperty("model").GetProperty("recompute").GetBoolean());
        using var adapted = Json("b/model/adapter/adapter_config.json");
        Assert.Equal(4, adapted.RootElement.GetProperty("r").GetInt32());
        Assert.NotEmpty(File.ReadLines(folder.File("v.jsonl")));
    }

    [Theory]
    [InlineData("--lora-targets", "qkv_proj", "'qkv_proj'")]
    [InlineData("--lora-rank", "0", "lora.rank")]
    [InlineData("--lora-dropout", "1", "lora.dropout")]
    [InlineData("--adapter", "nowhere", "adapter")]
    [InlineData("--recipe-option", "source=layer:3", "has 2 layers")]
    public async Task An_adaptation_or_a_guiding_layer_that_cannot_be_ends_2_and_makes_no_run(string option, string value, string named)
    {
        var run = await Train("a", option, value);

        run.AssertRefused(named);
        Assert.False(Directory.Exists(folder.File("a")));
    }

    [Fact]
    public async Task The_loss_s_options_reach_the_run_and_embed_keeps_the_numbers_asked_for()
    {
        var run = await Train("a", "--cache-chunk", "3", "--learn-temperature", "--symmetric", "--margin", "0.4", "--hard-negatives", "2",
            "--matryoshka", "32,16", "--matryoshka-weights", "1,0.5");
        Assert.Equal(ExitCodes.Done, run.ExitCode);

        using var config = Json("a/config.json");
        var root = config.RootElement;
        Assert.Equal((3, 2), (root.GetProperty("optimizer").GetProperty("cache_chunk").GetInt32(), root.GetProperty("data").GetProperty("hard_negatives").GetInt32()));
        Assert.True(root.GetProperty("loss").GetProperty("learn_temperature").GetBoolean() && root.GetProperty("loss").GetProperty("symmetric").GetBoolean());
        Assert.Equal(0.4, root.GetProperty("loss").GetProperty("margin").GetDouble());
        Assert.Equal("[32,16]", string.Concat(root.GetProperty("loss").GetProperty("matryoshka").GetRawText().Where(c => !char.IsWhiteSpace(c))));
        Assert.True(JsonDocument.Parse(File.ReadLines(folder.File("a", "run.jsonl")).Last()).RootElement.GetProperty("temperature").GetDouble() > 0);

        var whole = await Embed("whole.jsonl");
        var half = await Embed("half.jsonl", "--dimension", "16");
        var other = await Embed("other.jsonl", "--dimension", "5");
        var tooLong = await Embed("long.jsonl", "--dimension", "65");

        Assert.Equal([32, 16, 5], [Vectors("whole.jsonl")[0].Length, Vectors("half.jsonl")[0].Length, Vectors("other.jsonl")[0].Length]);
        foreach (var (longer, shorter) in Vectors("whole.jsonl").Zip(Vectors("half.jsonl")))
        {
            var length = Math.Sqrt(longer[..16].Sum(x => x * x));
            Assert.All(longer.Zip(shorter), p => Assert.Equal(p.First / length, p.Second, 1e-5));
        }

        Assert.Equal(("", ""), (whole.Error, half.Error));
        Assert.Contains("32, 16", other.Error, StringComparison.Ordinal);
        tooLong.AssertRefused("dimension", "64");
        Assert.False(File.Exists(folder.File("long.jsonl")));

        Task<CliRun> Embed(string file, params string[] more) =>
            CliRun.OfAsync(["embed", "--run", folder.File("a"), "--data", pairs, "--out", folder.File(file), .. more]);

        List<double[]> Vectors(string file) => [.. File.ReadLines(folder.File(file)).Select(line =>
            JsonDocument.Parse(line).RootElement.GetProperty("embedding").EnumerateArray().Select(v => v.GetDouble()).ToArray())];
    }

    [Fact]
    public async Task Any_value_can_be_set_by_its_path_and_a_run_repeats_from_its_file()
    {
        var run = await Train("a", "--set", "loss.temperature=0.2", "--set", "optimizer.clip_norm=0.5", "--set", "mask.options.source=last");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        using var config = Json("a/config.json");
        Assert.Equal((0.2, 0.5, "last"), (
            config.RootElement.GetProperty("loss").GetProperty("temperature").GetDouble(),
            config.RootElement.GetProperty("optimizer").GetProperty("clip_norm").GetDouble(),
            config.RootElement.GetProperty("mask").GetProperty("options").GetProperty("source").GetString()));

        var again = await CliRun.OfAsync("train", "--data", pairs, "--out", folder.File("b"), "--config", folder.File("a/config.json"));
        Assert.Equal(ExitCodes.Done, again.ExitCode);
        Assert.Equal(LossesOf("a"), LossesOf("b"));

        folder.Write("part.json", """{"loss": {"temperature": 0.3}, "run": {"steps": 2, "threads": 1}}""");
        var part = await CliRun.OfAsync("train", "--data", pairs, "--out", folder.File("c"), "--config", folder.File("part.json"), "--batch-size", "8");
        Assert.Equal(ExitCodes.Done, part.ExitCode);
        using var whole = Json("c/config.json");
        Assert.Equal((0.3, 8), (whole.RootElement.GetProperty("loss").GetProperty("temperature").GetDouble(), whole.RootElement.GetProperty("data").GetProperty("batch_size").GetInt32()));

        double[] LossesOf(string name) => [.. File.ReadLines(folder.File(name, "run.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("loss").GetDouble())];
    }

    [Theory]
    [InlineData("loss.temprature=0.05", "loss.temprature")]
    [InlineData("run.steps=few", "run.steps")]
    [InlineData("run.steps=0", "run.steps")]
    [InlineData("temperature", "PATH=VALUE")]
    public async Task A_setting_that_is_none_is_refused_by_its_path(string setting, string named)
    {
        (await Train("a", "--set", setting)).AssertRefused(named);
        Assert.False(Directory.Exists(folder.File("a")));
    }

    [Fact]
    public async Task The_help_shows_every_value_with_its_default()
    {
        var help = string.Join(' ', (await CliRun.OfAsync("train", "--help")).Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

        Assert.All(["loss.temperature=0.07", "run.divergence_patience=5", "model.pooling=mean", "data.batch_size=64", "mask.options=", "[default: 2400]"], text => Assert.Contains(text, help, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--matryoshka", "64,many", "'many'")]
    [InlineData("--matryoshka", "64,65", "65")]
    [InlineData("--matryoshka", "16,16", "twice")]
    [InlineData("--matryoshka-weights", "1", "matryoshka_weights")]
    [InlineData("--cache-chunk", "-2", "cache_chunk")]
    [InlineData("--margin", "-0.5", "margin")]
    [InlineData("--hard-negatives", "-1", "hard_negatives")]
    public async Task An_option_of_the_loss_that_cannot_be_ends_2_and_makes_no_run(string option, string value, string named)
    {
        var run = await Train("a", option, value);

        run.AssertRefused(named);
        Assert.False(Directory.Exists(folder.File("a")));
    }

    public void Dispose() => folder.Dispose();

    private Task<CliRun> Train(string run, params string[] more) => CliRun.OfAsync(Arguments(run, more));

    private string[] Arguments(string run, params string[] more) =>
        ["train", "--data", pairs, "--out", folder.File(run), "--batch-size", "8", "--threads", "1",
            .. Unless("--seed", "3", more), .. Unless("--steps", "6", more), .. Unless("--init", "random", more), .. more];

    private static string[] Unless(string option, string value, string[] given) => given.Contains(option) ? [] : [option, value];

    private JsonDocument Json(string file) => JsonDocument.Parse(File.ReadAllText(folder.File(file)));

    private static double[] Losses(JsonDocument report) => [.. report.RootElement.GetProperty("losses").EnumerateArray().Select(v => v.GetDouble())];
}
