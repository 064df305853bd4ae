using Ggsm.Checkpoints;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Runs;
using Ggsm.Tests.Masks;
using Ggsm.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

/// <summary>Each recipe trained for real: what it does to the loss, over an interruption, and to a decoder loaded again.</summary>
public sealed class EveryRecipeTests(RecipeRuns runs) : IClassFixture<RecipeRuns>
{
    public static TheoryData<string> Names =>
        [.. MaskRecipes.Names, "ggsm per=sequence", "ggsm preset=as-released", "ggsm ema-decay=0.5", "hybrid-mask guide=own per=sequence"];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_loss_is_finite_and_falls(string recipe)
    {
        var steps = RunFolder.Open(runs.Of(recipe).Whole).Steps;

        Assert.Equal(16, steps.Count);
        Assert.All(steps, s => Assert.True(double.IsFinite(s.Loss) && s.GradientNorm > 0 && s.MeanFutureWeight is >= 0 and <= 1, $"step {s.Step}"));
        var (first, last) = (steps.Take(4).Average(s => s.Loss), steps.TakeLast(4).Average(s => s.Loss));
        Assert.True(last < 0.95 * first, $"from {first:F3} to {last:F3}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Stopped_in_the_middle_of_warm_up_and_resumed_it_equals_the_uninterrupted_run_to_the_bit(string recipe)
    {
        var made = runs.Of(recipe);

        Assert.Equal(RecipeRuns.StoppedAt, made.Resumed.ResumedAt);
        Assert.Equal(made.Uninterrupted.Losses, made.Resumed.Losses);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(made.Whole, "model")).Select(f => Path.GetFileName(f)))
            Assert.Equal(File.ReadAllBytes(Path.Combine(made.Whole, "model", file)), File.ReadAllBytes(Path.Combine(made.Run, "model", file)));
        Assert.Equal(File.ReadAllBytes(Path.Combine(made.Whole, "masks.jsonl")), File.ReadAllBytes(Path.Combine(made.Run, "masks.jsonl")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_checkpoint_loaded_in_the_middle_of_warm_up_lets_exactly_the_allowed_positions_move(string recipe) =>
        Perturb(runs.Of(recipe).Stopped, recipe, RecipeRuns.StoppedAt, EncodingMode.Training);

    [Theory]
    [MemberData(nameof(Names))]
    public void After_the_resume_a_checkpoint_in_the_middle_of_the_schedule_and_the_finished_model_do_so_too(string recipe)
    {
        var run = runs.Of(recipe).Run;
        Perturb(Path.Combine(run, "checkpoints", "step-00000012"), recipe, 12, EncodingMode.Training);
        Perturb(Path.Combine(run, "model"), recipe, 0, EncodingMode.Inference);
    }

    [Theory]
    [InlineData("hybrid-mask", false)]
    [InlineData("hybrid-mask guide=own per=sequence", true)]
    public void The_frozen_copy_is_the_initial_decoder_and_is_kept_only_while_the_recipe_learns_from_it(string recipe, bool throughTheSchedule)
    {
        using var folder = new TemporaryFolder();
        new Trainer(RecipeRuns.Config(recipe).Run(r => r with { Steps = 1 }).Optimizer(o => o with { LearningRate = 1e-300 }), ToyTask.Data()).Train(folder.At("unmoved"));
        var made = runs.Of(recipe);

        var frozen = SafetensorsReader.ReadAll(Path.Combine(made.Stopped, FrozenDecoder.FileName));
        var moved = SafetensorsReader.ReadAll(Path.Combine(made.Stopped, PretrainedDecoder.WeightsFile));
        foreach (var (name, initial) in SafetensorsReader.ReadAll(folder.At("unmoved", "model", PretrainedDecoder.WeightsFile)))
        {
            Assert.Equal(initial.Values(), frozen[name].Values());
            Assert.NotEqual(initial.Values(), moved[name].Values());
        }

        Assert.Equal(throughTheSchedule, File.Exists(Path.Combine(made.Run, "checkpoints", "step-00000012", FrozenDecoder.FileName)));
        Assert.False(File.Exists(Path.Combine(made.Run, "checkpoints", "step-00000016", FrozenDecoder.FileName)));
        Assert.False(File.Exists(Path.Combine(made.Run, "model", FrozenDecoder.FileName)));
    }

    [Theory]
    [InlineData("hybrid-mask")]
    [InlineData("ggsm per=sequence")]
    public void The_passes_ahead_leave_no_tensor_behind(string recipe)
    {
        using var folder = new TemporaryFolder();
        var live = new Dictionary<long, long>();
        var config = RecipeRuns.Config(recipe).Run(r => r with { Steps = 40, CheckpointEvery = 1_000 }).Mask(k => k with { Warmup = 1 }).Optimizer(o => o with { AccumulationSteps = 2 });
        new Trainer(config, ToyTask.Data()).Train(folder.At("run"), progress: new EachStep(
            p => live[p.StepsDone] = DisposeScopeManager.Statistics.ThreadTotalLiveCount));

        Assert.Equal(live[10], live[25]);
        Assert.Equal(live[10], live[39]);
    }

    private static void Perturb(string directory, string recipe, long step, EncodingMode phase)
    {
        using var scope = NewDisposeScope();
        var (decoder, learnt) = SavedEncoder.Load(directory, RecipeRuns.Config(recipe).Schedule);
        foreach (var path in Enum.GetValues<AttentionPath>())
        {
            decoder.Execution = new() { Attention = path };
            foreach (var tower in Enum.GetValues<Tower>())
                Perturbation.Check(decoder, learnt, RecipeRuns.Config(recipe).Resolved().Model.Pooling!.Value, tower, step, phase, [6, 4, 1]);
        }
    }
}
