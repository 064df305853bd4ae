using System.Text.Json;

namespace Ggsm.Cli.Tests;

public sealed class EventInputCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Users_are_pretrained_on_trained_on_and_embedded_as_events()
    {
        await Synthesize();

        var pretrained = await Run("pretrain", "--data", folder.File("data"), "--input", "events", "--steps", "2", "--threads", "1", "--out", folder.File("base"));
        var trained = await Run(
            "train", "--data", folder.File("data"), "--input", "events", "--budget", "bill=3,search=2", "--init", folder.File("base"), "--steps", "3", "--batch-size", "8",
            "--threads", "1", "--out", folder.File("run"));
        var embedded = await Run("embed", "--run", folder.File("run"), "--data", folder.File("data"), "--out", folder.File("e.jsonl"));

        Assert.Equal((ExitCodes.Done, ExitCodes.Done, ExitCodes.Done), (pretrained.ExitCode, trained.ExitCode, embedded.ExitCode));
        Assert.Contains("next-event pretraining", pretrained.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("base/model/event_encoder.safetensors")));
        using var config = JsonDocument.Parse(File.ReadAllText(folder.File("run/config.json")));
        Assert.Equal("events", config.RootElement.GetProperty("data").GetProperty("input").GetString());
        var budget = config.RootElement.GetProperty("data").GetProperty("budget");
        Assert.Equal((3, 2, 100), (budget.GetProperty("bill").GetInt32(), budget.GetProperty("search").GetInt32(), budget.GetProperty("app").GetInt32()));
        Assert.Equal(60, File.ReadLines(folder.File("e.jsonl")).Count());
        using var masks = JsonDocument.Parse(File.ReadLines(folder.File("run/masks.jsonl")).First());
        Assert.Contains("bill", masks.RootElement.GetProperty("modalities").EnumerateArray().Select(m => m.GetString()));
    }

    [Fact]
    public async Task Without_a_word_users_are_read_as_events_texts_as_text_and_a_model_in_the_form_it_was_trained_with()
    {
        await Synthesize();
        string[] Short(string run, params string[] more) => ["train", "--out", folder.File(run), "--steps", "1", "--batch-size", "8", "--threads", "1", .. more];
        await Run(Short("users", "--data", folder.File("data")));
        await Run(Short("texts", "--data", SmallData.WritePairs(folder)));
        await Run(Short("asked", "--data", folder.File("data"), "--input", "text"));
        await Run(Short("of-text", "--data", folder.File("data"), "--init", folder.File("asked/model")));
        await Run(Short("of-events", "--data", folder.File("data"), "--init", folder.File("users/model")));
        await Run("pretrain", "--data", folder.File("data"), "--steps", "1", "--batch-size", "4", "--threads", "1", "--out", folder.File("base"));

        Assert.Equal(["events", "text", "text", "text", "events"], new[] { "users", "texts", "asked", "of-text", "of-events" }.Select(run => Form($"{run}/config.json")));
        Assert.Equal("events", Form("base/config.json"));

        string? Form(string file)
        {
            using var json = JsonDocument.Parse(File.ReadAllText(folder.File(file)));
            return json.RootElement.GetProperty("data").GetProperty("input").GetString();
        }
    }

    [Fact]
    public async Task Probes_are_told_along_the_run_at_its_end_and_in_the_report_and_go_on_when_it_is_resumed()
    {
        Assert.Equal(ExitCodes.Done, (await Run("data", "synthesize", "--users", "900", "--seed", "7", "--tasks", "food,movie", "--out", folder.File("data"))).ExitCode);
        string[] train = ["train", "--data", folder.File("data"), "--out", folder.File("run"), "--steps", "3", "--batch-size", "8", "--threads", "1", "--probe-every", "2"];

        var run = await Run([.. train, "--json", folder.File("m.json")]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Matches(@"step 2/3 .* probe: mean AUC 0\.\d{3} \(food 0\.\d{3}, movie 0\.\d{3}\)", run.Output);
        Assert.Matches(@"(?m)^probe +mean AUC 0\.\d{3} \(food .*\) on \d+ held-out people", run.Output);
        using var report = JsonDocument.Parse(File.ReadAllText(folder.File("m.json")));
        Assert.Equal(["food", "movie"], report.RootElement.GetProperty("probes").EnumerateArray().Select(p => p.GetProperty("task").GetString()));
        Assert.All(report.RootElement.GetProperty("probes").EnumerateArray(), p => Assert.Equal(3, p.GetProperty("step").GetInt32()));
        Assert.Equal([0, 0, 2, 2, 3, 3], File.ReadLines(folder.File("run/eval.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetInt32()));
    }

    [Fact]
    public async Task Probes_of_people_without_labels_are_refused_by_the_name_of_the_option()
    {
        var run = await Run("train", "--data", SmallData.WritePairs(folder), "--probe-every", "2", "--batch-size", "8", "--out", folder.File("run"));

        run.AssertRefused("probe_every");
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public async Task A_projection_head_is_recorded_and_either_state_can_be_embedded()
    {
        await Synthesize();
        var trained = await Run("train", "--data", folder.File("data"), "--projection-head", "mlp", "--steps", "1", "--batch-size", "8", "--threads", "1", "--out", folder.File("run"));
        var pooled = await Run("embed", "--run", folder.File("run"), "--data", folder.File("data"), "--out", folder.File("pooled.jsonl"));
        var head = await Run("embed", "--run", folder.File("run"), "--embedding", "head", "--data", folder.File("data"), "--out", folder.File("head.jsonl"));

        Assert.Equal((ExitCodes.Done, ExitCodes.Done, ExitCodes.Done), (trained.ExitCode, pooled.ExitCode, head.ExitCode));
        Assert.Equal((64, 128), (Size("pooled.jsonl"), Size("head.jsonl")));

        int Size(string file)
        {
            using var line = JsonDocument.Parse(File.ReadLines(folder.File(file)).First());
            return line.RootElement.GetProperty("embedding").GetArrayLength();
        }
    }

    [Theory]
    [InlineData("bils=3", "no modality \"bils\"")]
    [InlineData("bill", "--budget bill=100,search=20")]
    [InlineData("bill=0", "1 or more")]
    [InlineData("bill=2,bill=3", "--budget")]
    public async Task A_budget_that_is_none_ends_with_2_and_says_what_one_is(string given, string says)
    {
        await Synthesize();

        var run = await Run("train", "--data", folder.File("data"), "--budget", given, "--out", folder.File("run"));

        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public async Task Pairs_without_users_have_no_events_to_read()
    {
        var pairs = SmallData.WritePairs(folder);

        var run = await Run("train", "--data", pairs, "--input", "events", "--out", folder.File("run"));

        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Contains("no events to read", run.Error, StringComparison.Ordinal);
        Assert.Contains("--input text", run.Error, StringComparison.Ordinal);
    }

    private async Task Synthesize() => Assert.Equal(
        ExitCodes.Done, (await Run("data", "synthesize", "--users", "60", "--seed", "7", "--tasks", "food", "--out", folder.File("data"))).ExitCode);

    private static Task<CliRun> Run(params string[] arguments) => CliRun.OfAsync(arguments);
}
