using System.Text.Json;
using Ggsm.Runs;
using Ggsm.Training;

namespace Ggsm.Tests.Training;

public sealed class ResumeTests
{
    private const string Torn = "{\"step\":6,\"mask_st";

    [Theory]
    [InlineData("ggsm", 1, 1)]
    [InlineData("ggsm", 2, 1)]
    [InlineData("ggsm", 3, 2)]
    [InlineData("ggsm", 7, 1)]
    [InlineData("ggsm", 11, 3)]
    [InlineData("ggsm-released", 2, 2)]
    [InlineData("causal", 5, 1)]
    [InlineData("ggsm-scaled", 2, 1)]
    [InlineData("hybrid-mlp", 5, 2)]
    [InlineData("hybrid-mask", 2, 2)]
    public void Interrupted_and_resumed_equals_uninterrupted_bit_for_bit(string recipe, int stopAfter, int accumulation)
    {
        using var folder = new TemporaryFolder();
        var config = ToyTask.Config(recipe).Optimizer(o => o with { AccumulationSteps = accumulation });
        var whole = new Trainer(config, ToyTask.Data()).Train(folder.At("whole"));
        Interrupt(config, folder.At("run"), stopAfter);

        var resumed = new Trainer(config, ToyTask.Data()).Train(folder.At("run"), resume: true);

        Assert.Equal(stopAfter, resumed.ResumedAt);
        AssertSameRun(whole, resumed, folder);
    }

    [Fact]
    public void Batches_of_similar_length_go_on_in_the_same_order()
    {
        using var folder = new TemporaryFolder();
        var config = ToyTask.Config().Data(d => d with { BucketBatches = 3 }).Optimizer(o => o with { AccumulationSteps = 2 });
        var whole = new Trainer(config, ToyTask.Data()).Train(folder.At("whole"));
        Interrupt(config, folder.At("run"), 5);

        var resumed = new Trainer(config, ToyTask.Data()).Train(folder.At("run"), resume: true);

        Assert.NotEqual(new Trainer(ToyTask.Config().Optimizer(o => o with { AccumulationSteps = 2 }), ToyTask.Data()).Train(folder.At("unsorted")).Losses, whole.Losses);
        AssertSameRun(whole, resumed, folder);
    }

    [Fact]
    public void Killed_between_two_checkpoints_it_drops_the_lines_after_the_checkpoint_and_equals_uninterrupted()
    {
        using var folder = new TemporaryFolder();
        var whole = new Trainer(ToyTask.Config(), ToyTask.Data()).Train(folder.At("whole"));
        Interrupt(ToyTask.Config(), folder.At("run"), 6);
        Directory.Delete(folder.At("run", "checkpoints", "step-00000006"), recursive: true);
        File.AppendAllText(folder.At("run", "run.jsonl"), Torn);
        Directory.CreateDirectory(folder.At("run", "checkpoints", ".step-00000008.0123.partial"));

        var resumed = new Trainer(ToyTask.Config(), ToyTask.Data()).Train(folder.At("run"), resume: true);

        Assert.Equal(4, resumed.ResumedAt);
        AssertSameRun(whole, resumed, folder);
        Assert.Empty(Directory.EnumerateDirectories(folder.At("run", "checkpoints"), "*.partial"));
    }

    [Fact]
    public void Killed_before_the_first_checkpoint_it_starts_again()
    {
        using var folder = new TemporaryFolder();
        var whole = new Trainer(ToyTask.Config(), ToyTask.Data()).Train(folder.At("whole"));
        Interrupt(ToyTask.Config(), folder.At("run"), 3);
        Directory.Delete(folder.At("run", "checkpoints"), recursive: true);

        var resumed = new Trainer(ToyTask.Config(), ToyTask.Data()).Train(folder.At("run"), resume: true);

        Assert.Null(resumed.ResumedAt);
        AssertSameRun(whole, resumed, folder);
    }

    [Fact]
    public void Killed_while_the_final_model_was_written_it_only_finishes()
    {
        using var folder = new TemporaryFolder();
        var whole = new Trainer(ToyTask.Config(), ToyTask.Data()).Train(folder.At("whole"));
        new Trainer(ToyTask.Config(), ToyTask.Data()).Train(folder.At("run"));
        Directory.Delete(folder.At("run", "model"), recursive: true);
        File.Delete(folder.At("run", "metrics.json"));

        var resumed = new Trainer(ToyTask.Config(), ToyTask.Data()).Train(folder.At("run"), resume: true);

        Assert.Equal(12, resumed.ResumedAt);
        AssertSameRun(whole, resumed, folder);
    }

    [Fact]
    public void Resume_starts_a_run_where_there_is_none()
    {
        using var folder = new TemporaryFolder();
        var missing = new Trainer(ToyTask.Config(steps: 2), ToyTask.Data()).Train(folder.At("missing"), resume: true);
        var empty = Directory.CreateDirectory(folder.At("empty"));
        var intoEmpty = new Trainer(ToyTask.Config(steps: 2), ToyTask.Data()).Train(empty.FullName, resume: true);
        Assert.Equal(missing.Losses, intoEmpty.Losses);
        Assert.Equal(2, missing.Steps);
    }

    [Theory]
    [InlineData("model.safetensors", "truncated")]
    [InlineData("optimizer.safetensors", "flipped")]
    [InlineData("manifest.json", "truncated")]
    [InlineData("state.json", "missing")]
    [InlineData("manifest.json", "missing")]
    [InlineData("manifest.json", "newer")]
    public void A_damaged_newest_checkpoint_is_passed_over_with_a_warning_that_names_it(string file, string damage)
    {
        using var folder = new TemporaryFolder();
        var whole = new Trainer(ToyTask.Config(), ToyTask.Data()).Train(folder.At("whole"));
        Interrupt(ToyTask.Config(), folder.At("run"), 6);
        Damage(folder.At("run", "checkpoints", "step-00000006", file), damage);

        var told = new List<string>();
        int? toldBefore = null;
        var progress = new EachStep(_ => toldBefore ??= told.Count);
        var resumed = new Trainer(ToyTask.Config(), ToyTask.Data()) { Warned = told.Add }.Train(folder.At("run"), resume: true, progress);

        Assert.Equal(4, resumed.ResumedAt);
        Assert.Contains("step-00000006", Assert.Single(resumed.Warnings));
        Assert.Equal(resumed.Warnings, told);
        Assert.Equal(1, toldBefore);
        AssertSameRun(whole, resumed, folder);
    }

    [Fact]
    public void A_checkpoint_of_a_newer_version_is_refused_when_there_is_no_other()
    {
        using var folder = new TemporaryFolder();
        Interrupt(ToyTask.Config(), folder.At("run"), 6);
        Directory.Delete(folder.At("run", "checkpoints", "step-00000004"), recursive: true);
        var manifest = folder.At("run", "checkpoints", "step-00000006", "manifest.json");
        Damage(manifest, "newer");

        var error = Assert.Throws<BadInputException>(() => new Trainer(ToyTask.Config(), ToyTask.Data()).Train(folder.At("run"), resume: true));

        Assert.Contains("newer version", error.Message);
        Assert.Equal(manifest, error.File);
    }

    [Fact]
    public void Other_values_than_the_run_was_started_with_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        Interrupt(ToyTask.Config(), folder.At("run"), 3);
        var error = Assert.Throws<BadInputException>(
            () => new Trainer(ToyTask.Config().Loss(l => l with { Temperature = 0.2 }), ToyTask.Data()).Train(folder.At("run"), resume: true));
        Assert.Equal("loss.temperature", error.Field);
    }

    [Fact]
    public void Other_pairs_than_the_run_was_started_with_are_refused()
    {
        using var folder = new TemporaryFolder();
        Interrupt(ToyTask.Config(), folder.At("run"), 3);
        var error = Assert.Throws<BadInputException>(
            () => new Trainer(ToyTask.Config(), ToyTask.Data(seed: 6)).Train(folder.At("run"), resume: true));
        Assert.Contains("other pairs", error.Message);
    }

    [Fact]
    public void What_a_killed_process_left_half_written_is_removed()
    {
        using var folder = new TemporaryFolder();
        Interrupt(ToyTask.Config(), folder.At("run"), 6);
        Directory.CreateDirectory(folder.At("run", ".model.0123.partial", "inner.partial"));
        File.WriteAllText(folder.At("run", "metrics.json.0123.partial"), "{");

        new Trainer(ToyTask.Config(), ToyTask.Data()).Train(folder.At("run"), resume: true);

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.At("run"), "*.partial", SearchOption.AllDirectories));
    }

    [Fact]
    public void Only_the_newest_checkpoints_are_kept()
    {
        using var folder = new TemporaryFolder();
        new Trainer(ToyTask.Config().Run(r => r with { CheckpointEvery = 2, KeepCheckpoints = 3 }), ToyTask.Data()).Train(folder.At("run"));
        Assert.Equal(
            ["step-00000008", "step-00000010", "step-00000012"],
            Directory.EnumerateDirectories(folder.At("run", "checkpoints")).Select(Path.GetFileName).Order());
    }

    private static void Interrupt(TrainingConfig config, string run, int stopAfter)
    {
        using var stop = new StopAfter(stopAfter);
        Assert.True(new Trainer(config, ToyTask.Data()).Run(run, stop, stop.Token).Interrupted);
    }

    private static void AssertSameRun(TrainingResult whole, TrainingResult resumed, TemporaryFolder folder)
    {
        Assert.False(resumed.Interrupted);
        Assert.Equal(whole.Losses, resumed.Losses);
        Assert.Equal(whole.RecallAt10, resumed.RecallAt10);
        Assert.Equal(WithoutSpeed(folder.At("whole")), WithoutSpeed(folder.At("run")));
        Assert.Equal(File.ReadAllBytes(folder.At("whole", "masks.jsonl")), File.ReadAllBytes(folder.At("run", "masks.jsonl")));
        Assert.Equal(
            File.ReadAllBytes(folder.At("whole", "model", "model.safetensors")),
            File.ReadAllBytes(folder.At("run", "model", "model.safetensors")));
    }

    private static IEnumerable<string> WithoutSpeed(string run) =>
        RunFolder.Open(run).Steps.Select(s => JsonSerializer.Serialize(s with { TokensPerSecond = 0 }));

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
            case "flipped":
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(file, bytes);
                break;
            case "newer":
                File.WriteAllText(file, File.ReadAllText(file).Replace("\"format_version\": 1", "\"format_version\": 9"));
                break;
        }
    }
}
