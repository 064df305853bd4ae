using System.Text.Json;

namespace Ggsm.Cli.Tests;

public sealed class PretrainCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string pairs;

    public PretrainCommandTests() => pairs = SmallData.WritePairs(folder);

    [Fact]
    public async Task The_report_holds_the_held_out_loss_beside_that_of_counting_words()
    {
        var run = await Pretrain("p", "--steps", "40", "--json", folder.File("p.json"));

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        using var json = Json("p.json");
        var report = json.RootElement;
        Assert.Equal(40, report.GetProperty("losses").GetArrayLength());
        var loss = report.GetProperty("held_out_loss").GetDouble();
        Assert.InRange(loss, double.Epsilon, 0.8 * report.GetProperty("held_out_unigram_loss").GetDouble());
        Assert.Equal(Math.Exp(loss), report.GetProperty("held_out_perplexity").GetDouble(), 6);
        Assert.Matches("^[0-9a-f]{64}$", report.GetProperty("weights_sha256").GetString());
        Assert.Contains("perplexity", run.Output, StringComparison.Ordinal);
        Assert.Contains("pretraining 40/40", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Training_starts_from_what_it_left_and_records_that()
    {
        await Pretrain("p", "--steps", "5", "--json", folder.File("p.json"));

        var train = await Train("run", "--init", folder.File("p"));

        Assert.Equal(ExitCodes.Done, train.ExitCode);
        using var report = Json("p.json");
        using var config = Json(Path.Combine("run", "config.json"));
        Assert.Equal(folder.File("p"), config.RootElement.GetProperty("model").GetProperty("init").GetString());
        Assert.Equal(report.RootElement.GetProperty("weights_sha256").GetString(), config.RootElement.GetProperty("started_from").GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task An_interrupted_one_that_is_resumed_equals_an_uninterrupted_one_bit_for_bit()
    {
        await Pretrain("whole", "--steps", "6");
        using var interruption = new CancellationTokenSource();
        using var output = new WatchingWriter("pretraining 1/", interruption.Cancel);
        using var error = new StringWriter();
        var exitCode = await WorkbookCli.InvokeAsync(Arguments("parts", "--steps", "6"), new Terminal(output, error), interruption.Token);
        Assert.Equal(ExitCodes.Interrupted, exitCode);
        Assert.Contains("--resume", error.ToString(), StringComparison.Ordinal);

        var resumed = await CliRun.OfAsync("pretrain", "--data", pairs, "--out", folder.File("parts"), "--resume");

        Assert.Equal(ExitCodes.Done, resumed.ExitCode);
        Assert.Equal(File.ReadAllBytes(folder.File("whole", "model", "model.safetensors")), File.ReadAllBytes(folder.File("parts", "model", "model.safetensors")));
    }

    [Fact]
    public async Task Pretrained_weights_are_made_once_for_all_recipes_and_without_a_word_training_starts_from_random_ones()
    {
        var first = await Train("ggsm", "--init", "pretrained");
        var second = await Train("causal", "--init", "pretrained", "--recipe", "causal");
        var random = await Train("random");

        Assert.Equal((ExitCodes.Done, ExitCodes.Done, ExitCodes.Done), (first.ExitCode, second.ExitCode, random.ExitCode));
        Assert.Contains("pretraining ", first.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("pretraining ", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("pretraining ", random.Output, StringComparison.Ordinal);
        using var one = Json(Path.Combine("ggsm", "config.json"));
        using var two = Json(Path.Combine("causal", "config.json"));
        using var three = Json(Path.Combine("random", "config.json"));
        Assert.Equal("pretrained", one.RootElement.GetProperty("model").GetProperty("init").GetString());
        Assert.Equal(one.RootElement.GetProperty("started_from").GetRawText(), two.RootElement.GetProperty("started_from").GetRawText());
        Assert.Equal("random", three.RootElement.GetProperty("model").GetProperty("init").GetString());
        Assert.False(three.RootElement.TryGetProperty("started_from", out _));
    }

    [Fact]
    public async Task One_that_diverges_ends_with_exit_code_1_and_says_at_which_update()
    {
        var run = await Pretrain("p", "--steps", "8", "--learning-rate", "1e36", "--json", folder.File("p.json"));

        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Contains("Training has diverged at update", run.Error, StringComparison.Ordinal);
        using var report = Json("p.json");
        Assert.Contains("diverged", report.RootElement.GetProperty("divergence").GetString(), StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("p", "run.jsonl")));
    }

    [Fact]
    public async Task A_folder_to_start_from_that_is_not_there_is_refused_by_name()
    {
        var run = await Train("run", "--init", folder.File("nowhere"));

        run.AssertRefused(folder.File("nowhere"), "init");
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public async Task A_second_one_in_the_same_folder_is_refused_and_so_is_a_value_out_of_range()
    {
        await Pretrain("p", "--steps", "2");
        (await Pretrain("p", "--steps", "2")).AssertRefused(folder.File("p"), "--resume");
        (await Pretrain("q", "--steps", "0")).AssertRefused("steps");
        Assert.False(Directory.Exists(folder.File("q")));
    }

    public void Dispose() => folder.Dispose();

    private Task<CliRun> Pretrain(string name, params string[] more) => CliRun.OfAsync(Arguments(name, more));

    private string[] Arguments(string name, params string[] more) =>
        ["pretrain", "--data", pairs, "--out", folder.File(name), "--batch-size", "8", "--threads", "1", .. more];

    private Task<CliRun> Train(string name, params string[] more) =>
        CliRun.OfAsync(["train", "--data", pairs, "--out", folder.File(name), "--batch-size", "8", "--threads", "1", "--steps", "2", .. more]);

    private JsonDocument Json(string file) => JsonDocument.Parse(File.ReadAllText(folder.File(file)));
}
