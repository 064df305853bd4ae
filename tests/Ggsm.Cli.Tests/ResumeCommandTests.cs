using System.Text.Json;

namespace Ggsm.Cli.Tests;

/// <summary><c>train --out RUN --resume</c> goes on with what a killed process left, whatever that is, and reports the whole run.</summary>
public sealed class ResumeCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string pairs;

    public ResumeCommandTests() => pairs = SmallData.WritePairs(folder);

    [Theory]
    [InlineData("model.safetensors", "truncated")]
    [InlineData("optimizer.safetensors", "flipped")]
    [InlineData("recipe.safetensors", "missing")]
    [InlineData("manifest.json", "truncated")]
    [InlineData("manifest.json", "flipped")]
    [InlineData("state.json", "flipped")]
    public async Task A_damaged_newest_checkpoint_is_passed_over_with_a_warning_that_names_the_file(string file, string damage)
    {
        var whole = await Whole();
        await Unfinished();
        Damage(folder.File("run", "checkpoints", "step-00000006", file), damage);

        var resumed = await Train("run", "--resume");

        Assert.Equal(ExitCodes.Done, resumed.ExitCode);
        Assert.Contains("step-00000006", resumed.Error, StringComparison.Ordinal);
        Assert.Contains(file, resumed.Error, StringComparison.Ordinal);
        Assert.Equal(4, Report("run").GetProperty("resumed_at").GetInt32());
        AssertSame(whole);
    }

    [Fact]
    public async Task With_every_checkpoint_damaged_the_run_starts_again_and_says_so()
    {
        var whole = await Whole();
        await Unfinished();
        foreach (var step in (string[])["step-00000004", "step-00000006"])
            Damage(folder.File("run", "checkpoints", step, "model.safetensors"), "truncated");

        var resumed = await Train("run", "--resume");

        Assert.Contains("step-00000004", resumed.Error, StringComparison.Ordinal);
        Assert.Contains("step-00000006", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, Report("run").GetProperty("resumed_at").ValueKind);
        AssertSame(whole);
    }

    [Fact]
    public async Task Killed_before_its_first_checkpoint_it_starts_again_whatever_its_log_holds()
    {
        var whole = await Whole();
        await Unfinished();
        Directory.Delete(folder.File("run", "checkpoints"), recursive: true);
        File.AppendAllText(folder.File("run", "run.jsonl"), "{\"step\":6,\"mask_st");

        await Train("run", "--resume");

        AssertSame(whole);
    }

    [Theory]
    [InlineData("--resume")]
    [InlineData("--threads")]
    public async Task Killed_before_its_configuration_was_written_it_starts(string option)
    {
        var whole = await Whole();
        folder.Write("run/.lock", "");
        folder.Write("run/tokenizer/vocab.json.0123456789abcdef.partial", "{");
        folder.Write("run/config.json.0123456789abcdef.partial", "{");

        var run = await Train("run", option == "--resume" ? ["--resume"] : []);

        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        AssertSame(whole);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.File("run"), "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Killed_while_the_final_model_was_written_it_only_ends()
    {
        var whole = await Whole();
        await Unfinished();
        folder.Write("run/.model.0123456789abcdef.partial/model.safetensors", "half");

        await Train("run", "--resume");

        Assert.Equal(6, Report("run").GetProperty("resumed_at").GetInt32());
        AssertSame(whole);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.File("run"), ".*"));
    }

    [Fact]
    public async Task Resuming_a_finished_run_reports_the_whole_of_it_again_and_changes_nothing()
    {
        var whole = await Whole();
        await Train("run");
        var log = File.ReadAllBytes(folder.File("run", "run.jsonl"));

        var again = await Train("run", "--resume");

        Assert.Equal(ExitCodes.Done, again.ExitCode);
        Assert.Equal(log, File.ReadAllBytes(folder.File("run", "run.jsonl")));
        AssertSame(whole);
    }

    [Fact]
    public async Task Resuming_where_there_is_nothing_starts_the_run()
    {
        var whole = await Whole();

        await Train("run", "--resume");

        Assert.Equal(JsonValueKind.Null, Report("run").GetProperty("resumed_at").ValueKind);
        AssertSame(whole);
    }

    [Fact]
    public async Task A_folder_that_holds_other_things_is_refused_and_left_as_it_is()
    {
        folder.Write("run/diary.txt", "dear");
        folder.Write("run/half.partial", "mine");

        (await Train("run", "--resume")).AssertRefused("holds no run");

        Assert.Equal("mine", File.ReadAllText(folder.File("run", "half.partial")));
    }

    public void Dispose() => folder.Dispose();

    private async Task<double[]> Whole()
    {
        Assert.Equal(ExitCodes.Done, (await Train("whole")).ExitCode);
        return Losses("whole");
    }

    /// <summary>A run killed after its last checkpoint: checkpoints of steps 4 and 6, no model, no metrics.</summary>
    private async Task Unfinished()
    {
        await Train("run");
        Directory.Delete(folder.File("run", "model"), recursive: true);
        File.Delete(folder.File("run", "metrics.json"));
    }

    private Task<CliRun> Train(string run, params string[] more) => CliRun.OfAsync(
        ["train", "--data", pairs, "--out", folder.File(run), "--json", folder.File($"{run}.json"), "--init", "random", "--batch-size", "8",
            "--threads", "1", "--steps", "6", "--checkpoint-every", "2", .. more]);

    private void AssertSame(double[] whole)
    {
        Assert.Equal(6, whole.Length);
        Assert.Equal(whole, Losses("run"));
        Assert.Empty(Verification.RunComparison.Differences(folder.File("whole"), folder.File("run")));
    }

    private JsonElement Report(string run) => JsonDocument.Parse(File.ReadAllText(folder.File($"{run}.json"))).RootElement;

    private double[] Losses(string run) => [.. Report(run).GetProperty("losses").EnumerateArray().Select(v => v.GetDouble())];

    private static void Damage(string file, string damage)
    {
        var bytes = File.ReadAllBytes(file);
        switch (damage)
        {
            case "missing":
                File.Delete(file);
                break;
            case "truncated":
                File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
                break;
            default:
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(file, bytes);
                break;
        }
    }
}
