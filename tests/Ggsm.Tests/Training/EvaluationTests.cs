using Ggsm.Runs;
using Ggsm.Training;

namespace Ggsm.Tests.Training;

public sealed class EvaluationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("ggsm")]
    [InlineData("hybrid-mlp")]
    public void Evaluating_along_the_way_changes_no_loss_and_no_weight(string recipe)
    {
        var without = new Trainer(ToyTask.Config(recipe), ToyTask.Data()).Train(folder.At("without"));
        var with = new Trainer(ToyTask.Config(recipe).Run(r => r with { EvalEvery = 2 }), ToyTask.Data()).Train(folder.At("with"));

        Assert.Equal(without.Losses, with.Losses);
        Assert.Equal(File.ReadAllBytes(folder.At("without", "model", "model.safetensors")), File.ReadAllBytes(folder.At("with", "model", "model.safetensors")));
        Assert.Empty(RunFolder.Open(folder.At("without")).Evaluations);
        Assert.Equal([0, 2, 4, 6, 8, 10, 12], RunFolder.Open(folder.At("with")).Evaluations.Select(e => e.Step));
    }

    [Fact]
    public void The_last_one_is_the_retrieval_test_of_the_finished_model_and_held_out_pairs_are_learnt()
    {
        var result = new Trainer(ToyTask.Config("causal", steps: 83).Run(r => r with { EvalEvery = 40 }), ToyTask.Data()).Train(folder.At("run"));

        var evaluations = RunFolder.Open(folder.At("run")).Evaluations;
        Assert.Equal([0, 40, 80, 83], evaluations.Select(e => e.Step));
        Assert.Equal((result.RecallAt1, result.RecallAt10, result.ChanceAt10), (evaluations[^1].RecallAt1, evaluations[^1].RecallAt10, evaluations[^1].ChanceAt10));
        Assert.True(evaluations[^1].RecallAt10 > evaluations[0].RecallAt10);
        Assert.True(evaluations[^1].Loss < 0.8 * evaluations[0].Loss, $"{evaluations[0].Loss} to {evaluations[^1].Loss}");
        Assert.All(evaluations, e => Assert.Equal(32, e.Pairs));
    }

    [Theory]
    [InlineData("step-00000007", 4L)]
    [InlineData("", null)]
    public void A_resumed_run_has_each_evaluation_once(string lost, long? resumedAt)
    {
        var config = ToyTask.Config().Run(r => r with { EvalEvery = 3 });
        new Trainer(config, ToyTask.Data()).Train(folder.At("whole"));
        using var stop = new StopAfter(7);
        new Trainer(config, ToyTask.Data()).Run(folder.At("parts"), stop, stop.Token);
        Directory.Delete(folder.At("parts", "checkpoints", lost), recursive: true);

        var resumed = new Trainer(config, ToyTask.Data()).Train(folder.At("parts"), resume: true);

        Assert.Equal(resumedAt, resumed.ResumedAt);
        Assert.Equal(RunFolder.Open(folder.At("whole")).Evaluations, RunFolder.Open(folder.At("parts")).Evaluations);
    }

    [Fact]
    public void A_number_of_pairs_can_be_set_and_data_without_held_out_pairs_is_refused()
    {
        new Trainer(ToyTask.Config(steps: 2).Run(r => r with { EvalEvery = 1, EvalPairs = 5 }), ToyTask.Data()).Train(folder.At("run"));
        Assert.All(RunFolder.Open(folder.At("run")).Evaluations, e => Assert.Equal((5, 1.0), (e.Pairs, e.RecallAt10)));

        var error = Assert.Throws<BadInputException>(() => new Trainer(ToyTask.Config().Run(r => r with { EvalEvery = 1 }), ToyTask.Data() with { HeldOut = [] }));
        Assert.Equal("run.eval_every", error.Field);
    }

    [Fact]
    public void Progress_tells_of_an_evaluation_with_the_update_before_it()
    {
        var told = new List<(long, double?)>();
        new Trainer(ToyTask.Config(steps: 4).Run(r => r with { EvalEvery = 2 }), ToyTask.Data())
            .Train(folder.At("run"), progress: new EachStep(p => told.Add((p.StepsDone, p.Evaluation?.Step))));
        Assert.Equal([(1, null), (2, 2.0), (3, null), (4, 4.0)], told);
    }

    public void Dispose() => folder.Dispose();
}
