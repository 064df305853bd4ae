using Ggsm.Decoder;
using Ggsm.Masks;
using Ggsm.Runs;
using Ggsm.Training;
using TorchSharp;

namespace Ggsm.Tests.Training;

public sealed class ExecutionTrainingTests
{
    [Fact]
    public void In_bf16_the_loss_falls_as_it_does_in_fp32()
    {
        using var folder = new TemporaryFolder();
        var config = ToyTask.Config(steps: 40);
        var exact = new Trainer(config, ToyTask.Data()).Train(folder.At("fp32")).Losses;

        var rounded = new Trainer(config.Model(m => m with { Precision = Precision.Bf16 }), ToyTask.Data()).Train(folder.At("bf16")).Losses;

        Assert.NotEqual(exact, rounded);
        Assert.Equal(exact[0], rounded[0], 0.02);
        Assert.True(exact.TakeLast(5).Average() < exact.Take(5).Average() - 0.3);
        Assert.True(rounded.TakeLast(5).Average() < rounded.Take(5).Average() - 0.3);
    }

    [Fact]
    public void In_bf16_interrupted_and_resumed_equals_uninterrupted_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        var config = ToyTask.Config().Model(m => m with { Precision = Precision.Bf16 });
        var whole = new Trainer(config, ToyTask.Data()).Train(folder.At("whole"));
        using (var stop = new StopAfter(7))
            new Trainer(config, ToyTask.Data()).Run(folder.At("run"), stop, stop.Token);

        Assert.Equal(whole.Losses, new Trainer(config, ToyTask.Data()).Train(folder.At("run"), resume: true).Losses);
    }

    [Fact]
    public void The_fused_path_trains_as_the_plain_one_up_to_rounding()
    {
        using var folder = new TemporaryFolder();
        var config = ToyTask.Config();
        var plain = new Trainer(config.Model(m => m with { Attention = AttentionPath.Plain }), ToyTask.Data()).Train(folder.At("plain")).Losses;
        var fused = new Trainer(config, ToyTask.Data()).Train(folder.At("fused")).Losses;

        Assert.NotEqual(plain, fused);
        Assert.Equal(plain[0], fused[0], 1e-5);
        Assert.All(plain.Zip(fused), pair => Assert.Equal(pair.First, pair.Second, 0.02));
    }

    [Theory]
    [InlineData("ggsm", "last", 0)]
    [InlineData("ggsm", "input", 0)]
    [InlineData("ggsm", "layer:1", 3)]
    [InlineData("hybrid-mlp", null, 0)]
    public void Recomputed_layers_train_and_guide_the_mask_as_kept_ones_do(string recipe, string? source, int cacheChunk)
    {
        using var folder = new TemporaryFolder();
        var config = ToyTask.Config(recipe).Mask(k => k with { Options = source is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["source"] = source } }).Optimizer(o => o with { CacheChunk = cacheChunk }).Model(m => m with { Lora = cacheChunk == 0 ? null : new() { Rank = 4, Alpha = 8, Dropout = 0.2 } });
        new Trainer(config, ToyTask.Data()).Train(folder.At("kept"));
        new Trainer(config.Model(m => m with { Recompute = true }), ToyTask.Data()).Train(folder.At("recomputed"));

        var (kept, recomputed) = (RunFolder.Open(folder.At("kept")).Steps, RunFolder.Open(folder.At("recomputed")).Steps);
        foreach (var (expected, found) in kept.Zip(recomputed))
        {
            Assert.Equal(expected.Loss, found.Loss, 1e-3);
            Assert.Equal(expected.GradientNorm, found.GradientNorm, 1e-2 * expected.GradientNorm);
            Assert.Equal(expected.ImportancePercentiles?.P50 ?? 0, found.ImportancePercentiles?.P50 ?? 0, 1e-3);
        }

        Assert.NotEqual(kept[0].Loss, kept[^1].Loss);
    }

    [Fact]
    public void Every_recipe_trains_with_everything_at_once_and_recomputed_layers_change_no_loss()
    {
        foreach (var recipe in MaskRecipes.All)
        {
            using var folder = new TemporaryFolder();
            var config = ToyTask.Config(recipe.Name, steps: 2).Model(m => m with { Lora = new() { Rank = 2, Alpha = 4, Dropout = 0.1 }, Precision = Precision.Bf16 }).Optimizer(o => o with { CacheChunk = 4 }).Mask(k => k with { Warmup = 0.5 });
            var kept = new Trainer(config, ToyTask.Data()).Train(folder.At("kept")).Losses;
            var recomputed = new Trainer(config.Model(m => m with { Recompute = true }), ToyTask.Data()).Train(folder.At("recomputed")).Losses;

            Assert.Equal(2, kept.Count);
            Assert.True(kept.Zip(recomputed).All(pair => Math.Abs(pair.First - pair.Second) < 1e-2), $"{recipe.Name}: {string.Join(' ', kept)} and {string.Join(' ', recomputed)}");
        }
    }

    [Fact]
    public void Recomputed_layers_leave_no_tensor_behind()
    {
        using var folder = new TemporaryFolder();
        var live = new Dictionary<long, long>();
        var config = ToyTask.Config("ggsm", steps: 60).Data(d => d with { BatchSize = 4 }).Mask(k => k with { Warmup = 1 }).Run(r => r with { CheckpointEvery = 1_000 }).Model(m => m with { Precision = Precision.Bf16, Recompute = true });
        new Trainer(config, ToyTask.Data()).Train(folder.At("run"), progress: new EachStep(
            p => live[p.StepsDone] = DisposeScopeManager.Statistics.ThreadTotalLiveCount));

        Assert.Equal(live[20], live[60]);
    }

    [Fact]
    public void The_file_names_path_and_precision_as_the_command_line_does()
    {
        using var folder = new TemporaryFolder();
        (ToyTask.Config().Model(m => m with { Precision = Precision.Bf16, Attention = AttentionPath.Plain })).Save(folder.At("config.json"));

        var text = File.ReadAllText(folder.At("config.json"));

        Assert.Contains("\"precision\": \"bf16\"", text);
        Assert.Contains("\"attention\": \"plain\"", text);
        Assert.Equal(Precision.Bf16, TrainingConfig.Load(folder.At("config.json")).Model.Precision);
    }
}
