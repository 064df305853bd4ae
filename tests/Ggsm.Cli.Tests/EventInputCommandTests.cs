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
        Assert.True(File.Exists(folder.File("base/event_encoder.safetensors")));
        using var config = JsonDocument.Parse(File.ReadAllText(folder.File("run/config.json")));
        Assert.Equal("events", config.RootElement.GetProperty("input").GetString());
        var budget = config.RootElement.GetProperty("budget");
        Assert.Equal((3, 2, 100), (budget.GetProperty("bill").GetInt32(), budget.GetProperty("search").GetInt32(), budget.GetProperty("app").GetInt32()));
        Assert.Equal(60, File.ReadLines(folder.File("e.jsonl")).Count());
        using var masks = JsonDocument.Parse(File.ReadLines(folder.File("run/masks.jsonl")).First());
        Assert.Contains("bill", masks.RootElement.GetProperty("modalities").EnumerateArray().Select(m => m.GetString()));
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
