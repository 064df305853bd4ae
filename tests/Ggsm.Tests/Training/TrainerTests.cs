using System.Text.Json;
using Ggsm.Masks;
using Ggsm.Runs;
using Ggsm.Training;
using Ggsm.Users;
using TorchSharp;

namespace Ggsm.Tests.Training;

public sealed class TrainerTests
{
    [Theory]
    [InlineData("causal")]
    [InlineData("bidirectional")]
    [InlineData("ggsm")]
    [InlineData("ggsm-released")]
    public void The_loss_falls_and_held_out_pairs_are_found_far_above_chance(string recipe)
    {
        using var folder = new TemporaryFolder();
        var result = new Trainer(ToyTask.Config(recipe, steps: 80).Data(d => d with { BatchSize = 16 }), ToyTask.LargerData()).Train(folder.At("run"));

        Assert.Equal(80, result.Steps);
        Assert.Equal(80, result.Losses.Count);
        Assert.False(result.Interrupted);
        Assert.True(result.Losses.TakeLast(8).Average() < 0.6 * result.Losses.Take(8).Average(),
            $"from {result.Losses.Take(8).Average():F3} to {result.Losses.TakeLast(8).Average():F3}");
        Assert.Equal(10.0 / 32, result.ChanceAt10);
        Assert.True(result.RecallAt10 > 2 * result.ChanceAt10, $"recall at 10 is {result.RecallAt10}");
        Assert.InRange(result.RecallAt1!.Value, 0, result.RecallAt10!.Value);
        Assert.True(result.TokensPerSecond > 0);
        Assert.True(result.PeakRssMib > 10);
    }

    [Fact]
    public void The_end_of_the_history_reaches_the_recipe()
    {
        using var folder = new TemporaryFolder();
        new Trainer(ToyTask.Config("prefix", steps: 2), ToyTask.Data()).Train(folder.At("unmarked"));
        new Trainer(ToyTask.Config("prefix", steps: 2), ToyTask.Data() with { Marks = new PromptMarks(ToyTask.UserId) }).Train(folder.At("marked"));

        Assert.All(RunFolder.Open(folder.At("unmarked")).Steps, s => Assert.Equal(0, s.MeanFutureWeight));
        Assert.All(RunFolder.Open(folder.At("marked")).Steps, s => Assert.Equal(1, s.MeanFutureWeight));
    }

    [Fact]
    public void The_same_seed_gives_bit_equal_losses_and_weights_and_another_seed_does_not()
    {
        using var folder = new TemporaryFolder();
        var first = new Trainer(ToyTask.Config(), ToyTask.Data()).Train(folder.At("first"));
        var second = new Trainer(ToyTask.Config(), ToyTask.Data()).Train(folder.At("second"));
        var other = new Trainer(ToyTask.Config().Run(r => r with { Seed = 2 }), ToyTask.Data()).Train(folder.At("other"));

        Assert.Equal(first.Losses, second.Losses);
        Assert.Equal(
            File.ReadAllBytes(folder.At("first", "model", "model.safetensors")),
            File.ReadAllBytes(folder.At("second", "model", "model.safetensors")));
        Assert.NotEqual(first.Losses, other.Losses);
    }

    [Fact]
    public void Every_line_of_the_log_holds_both_clocks_and_what_figures_need()
    {
        using var folder = new TemporaryFolder();
        new Trainer(ToyTask.Config("ggsm", steps: 8), ToyTask.Data()).Train(folder.At("run"));

        var lines = File.ReadAllLines(folder.At("run", "run.jsonl"));
        Assert.Equal(8, lines.Length);
        using var line = JsonDocument.Parse(lines[1]);
        foreach (var name in new[]
        {
            "step", "mask_step", "loss", "alpha", "mean_future_weight", "importance_percentiles", "gradient_norm", "learning_rate", "tokens_per_second",
        })
        {
            Assert.True(line.RootElement.TryGetProperty(name, out _), name);
        }

        var steps = RunFolder.Open(folder.At("run")).Steps;
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (long)i), steps.Select(s => s.Step));
        Assert.All(steps, s => Assert.True(s.GradientNorm > 0 && s.LearningRate > 0 && s.TokensPerSecond > 0));
        Assert.Equal(0, steps[0].Alpha);
        Assert.Equal(0.5, steps[0].MeanFutureWeight, 6);
        Assert.True(steps[^1].Alpha > 0.8);
        Assert.True(steps[^1].MeanFutureWeight > 0.9);
        Assert.True(steps[1].ImportancePercentiles!.P90 > 0, "the input embeddings give real gradients");
    }

    [Theory]
    [InlineData("causal", 0)]
    [InlineData("bidirectional", 1)]
    public void A_constant_mask_logs_its_constant_weight(string recipe, double weight)
    {
        using var folder = new TemporaryFolder();
        new Trainer(ToyTask.Config(recipe, steps: 3), ToyTask.Data()).Train(folder.At("run"));
        Assert.All(RunFolder.Open(folder.At("run")).Steps, s => Assert.Equal(weight, s.MeanFutureWeight, 6));
    }

    [Fact]
    public void Under_accumulation_a_mask_that_counts_micro_batches_finishes_as_many_times_earlier()
    {
        using var folder = new TemporaryFolder();
        var config = ToyTask.Config("ggsm-released", steps: 8).Optimizer(o => o with { AccumulationSteps = 4 });
        new Trainer(config.Mask(k => k with { Options = new Dictionary<string, string> { ["clock"] = "update" } }), ToyTask.Data()).Train(folder.At("update"));
        new Trainer(config.Mask(k => k with { Options = new Dictionary<string, string> { ["clock"] = "micro-batch" } }), ToyTask.Data()).Train(folder.At("micro"));

        var update = RunFolder.Open(folder.At("update")).Steps;
        var micro = RunFolder.Open(folder.At("micro")).Steps;
        Assert.Equal(update.Select(s => (long?)s.Step), update.Select(s => s.MaskStep));
        Assert.Equal(micro.Select(s => (long?)((s.Step * 4) + 3)), micro.Select(s => s.MaskStep));
        Assert.Equal(update.Select(s => s.LearningRate), micro.Select(s => s.LearningRate));
        Assert.True(update[2].Alpha < 1);
        Assert.Equal(1, micro[2].Alpha);
    }

    [Fact]
    public void An_interrupted_run_says_so_and_leaves_log_checkpoint_and_metrics_but_no_final_model()
    {
        using var folder = new TemporaryFolder();
        using var stop = new StopAfter(5);
        var result = new Trainer(ToyTask.Config(), ToyTask.Data()).Run(folder.At("run"), stop, stop.Token);

        Assert.True(result.Interrupted);
        Assert.Equal(5, result.Steps);
        Assert.Null(result.RecallAt10);
        var run = RunFolder.Open(folder.At("run"));
        Assert.Equal(5, run.Steps.Count);
        Assert.True(run.Result!.Interrupted);
        Assert.True(Directory.Exists(folder.At("run", "checkpoints", "step-00000005")));
        Assert.False(Directory.Exists(folder.At("run", "model")));
    }

    [Fact]
    public void A_run_already_in_the_folder_is_refused_and_not_touched()
    {
        using var folder = new TemporaryFolder();
        new Trainer(ToyTask.Config(steps: 2), ToyTask.Data()).Train(folder.At("run"));
        var before = Contents(folder.At("run"));

        var error = Assert.Throws<BadInputException>(() => new Trainer(ToyTask.Config(steps: 2), ToyTask.Data()).Train(folder.At("run")));

        Assert.Contains("--resume", error.Message);
        Assert.Equal(before, Contents(folder.At("run")));
    }

    [Fact]
    public void A_folder_with_other_things_in_it_is_refused_and_not_touched()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("letter.txt"), "dear");
        Assert.Throws<BadInputException>(() => new Trainer(ToyTask.Config(), ToyTask.Data()).Train(folder.Path));
        Assert.Equal(["letter.txt"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_batch_larger_than_the_training_part_is_refused()
    {
        var error = Assert.Throws<BadInputException>(() => new Trainer(ToyTask.Config().Data(d => d with { BatchSize = 33 }), ToyTask.Data()));
        Assert.Equal("data.batch_size", error.Field);
        Assert.Contains("32 training pairs", error.Message);
    }

    [Fact]
    public void An_unknown_recipe_is_refused_before_anything_is_written()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<BadInputException>(() => new Trainer(ToyTask.Config("gsgm"), ToyTask.Data()).Train(folder.At("run")));
        Assert.False(Directory.Exists(folder.At("run")));
    }

    [Fact]
    public void The_future_attention_in_use_is_logged_by_layer_at_every_tenth_update_and_each_snapshot()
    {
        using var folder = new TemporaryFolder();
        foreach (var recipe in new[] { "causal", "ggsm", "bidirectional" })
            new Trainer(ToyTask.Config(recipe, steps: 16), ToyTask.Data()).Train(folder.At(recipe));

        var causal = RunFolder.Open(folder.At("causal")).Steps;
        var soft = RunFolder.Open(folder.At("ggsm")).Steps;
        var open = RunFolder.Open(folder.At("bidirectional")).Steps;
        Assert.Equal([0L, 8, 10, 15], causal.Where(s => s.FutureAttentionMass is not null).Select(s => s.Step));
        Assert.All(causal.Where(s => s.FutureAttentionMass is not null), s => Assert.Equal([0.0, 0.0], s.FutureAttentionMass));
        Assert.All(soft[0].FutureAttentionMass!.Zip(open[0].FutureAttentionMass!), mass => Assert.InRange(mass.First, 0.02, mass.Second - 0.02));
        Assert.All(open[0].FutureAttentionMass!, mass => Assert.InRange(mass, 0.2, 0.8));
    }

    [Fact]
    public void Live_tensors_stay_flat_over_two_hundred_updates()
    {
        using var folder = new TemporaryFolder();
        var live = new Dictionary<long, long>();
        var config = ToyTask.Config("ggsm", steps: 220).Optimizer(o => o with { AccumulationSteps = 2 }).Data(d => d with { BatchSize = 4 }).Run(r => r with { CheckpointEvery = 1_000 });
        new Trainer(config, ToyTask.Data()).Train(folder.At("run"), progress: new EachStep(
            p => live[p.StepsDone] = DisposeScopeManager.Statistics.ThreadTotalLiveCount));

        Assert.Equal(live[20], live[120]);
        Assert.Equal(live[20], live[220]);
    }

    private static Dictionary<string, string> Contents(string directory) =>
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(directory, f), f => Convert.ToHexString(File.ReadAllBytes(f)));
}
