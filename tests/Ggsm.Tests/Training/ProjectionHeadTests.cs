using Ggsm.Batches;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Runs;
using Ggsm.Training;
using Ggsm.Users;

namespace Ggsm.Tests.Training;

public sealed class ProjectionHeadTests : IDisposable
{
    private static readonly int[][] Sequences = [[40, 5, 41, ToyTask.UserId], [7, 42, ToyTask.UserId], [44, 45, 46, 9, ToyTask.UserId]];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("ggsm", ProjectionHead.Linear, PoolingMode.Last, 0)]
    [InlineData("ggsm", ProjectionHead.Mlp, PoolingMode.Last, 3)]
    [InlineData("hybrid-mask", ProjectionHead.Mlp, PoolingMode.Mean, 0)]
    [InlineData("hybrid-mlp", ProjectionHead.Linear, PoolingMode.Mean, 0)]
    public void Interrupted_and_resumed_equals_uninterrupted_to_the_bit_of_the_head(string recipe, ProjectionHead head, PoolingMode pooling, int chunk)
    {
        var config = ToyTask.Config(recipe).Model(m => m with { ProjectionHead = head, Pooling = pooling }).Optimizer(o => o with { CacheChunk = chunk });
        var whole = new Trainer(config, Data()).Train(folder.At("whole"));
        using var stop = new StopAfter(5);
        new Trainer(config, Data()).Run(folder.At("run"), stop, stop.Token);

        var resumed = new Trainer(config, Data()).Train(folder.At("run"), resume: true);

        Assert.Equal((5, whole.RecallAt10), (resumed.ResumedAt, resumed.RecallAt10));
        Assert.Equal(whole.Losses, resumed.Losses);
        foreach (var file in new[] { "head.safetensors", "model.safetensors" })
            Assert.Equal(File.ReadAllBytes(folder.At("whole", "model", file)), File.ReadAllBytes(folder.At("run", "model", file)));
    }

    [Theory]
    [InlineData(ProjectionHead.Linear, 64)]
    [InlineData(ProjectionHead.Mlp, 128)]
    public void The_finished_model_gives_the_pooled_state_or_what_comes_out_of_the_head(ProjectionHead head, int size)
    {
        Train("run", ToyTask.Config("causal").Model(m => m with { ProjectionHead = head, Embedding = EmbeddingState.Head }));

        using var recorded = UserEncoder.Load(folder.At("run", "model"), "cpu");
        using var compared = UserEncoder.Load(folder.At("run"), "cpu", state: EmbeddingState.Head);
        using var pooled = UserEncoder.Load(folder.At("run"), "cpu", state: EmbeddingState.Pooled);
        using var headless = UserEncoder.Load(folder.At("run"), "cpu", recorded.Settings with { ProjectionHead = ProjectionHead.None });

        Assert.Equal((size, size, 64), (recorded.Size, compared.Size, pooled.Size));
        Assert.True(recorded.IsTrainedSize && pooled.IsTrainedSize);
        Assert.Equal(compared.TokenRows(Sequences), recorded.TokenRows(Sequences));
        Assert.Equal(headless.TokenRows(Sequences), pooled.TokenRows(Sequences));
        Assert.NotEqual(pooled.TokenRows(Sequences)[0], compared.TokenRows(Sequences)[0]);
    }

    [Fact]
    public void The_head_learns_and_the_loss_sees_it()
    {
        var still = ToyTask.Config("causal", steps: 1).Optimizer(o => o with { LearningRate = 1e-20 });
        double FirstLoss(ProjectionHead head) => Train($"{head}", still.Model(m => m with { ProjectionHead = head })).FirstLoss!.Value;
        Assert.Equal(3, Enum.GetValues<ProjectionHead>().Select(FirstLoss).Distinct().Count());

        Train("short", ToyTask.Config("causal", steps: 1).Model(m => m with { ProjectionHead = ProjectionHead.Mlp }));
        Train("long", ToyTask.Config("causal", steps: 12).Model(m => m with { ProjectionHead = ProjectionHead.Mlp }));
        var (before, after) = (Head("short"), Head("long"));
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(before.Keys, name => Assert.NotEqual(before[name], after[name]));
    }

    [Theory]
    [InlineData(PoolingMode.Last)]
    [InlineData(PoolingMode.Mean)]
    public void Pairs_are_learnt_through_a_head_under_either_pooling(PoolingMode pooling)
    {
        var config = ToyTask.Config("causal", steps: 120).Model(m => m with { ProjectionHead = ProjectionHead.Mlp, Pooling = pooling }).Run(r => r with { EvalEvery = 120 }).Data(d => d with { BatchSize = 16 });

        var result = new Trainer(config, ToyTask.LargerData()).Train(folder.At("run"));

        var evaluations = RunFolder.Open(folder.At("run")).Evaluations;
        Assert.True(evaluations[^1].RecallAt1 > 0.6 && evaluations[^1].RecallAt1 > 2 * evaluations[0].RecallAt1, $"{evaluations[0].RecallAt1} to {evaluations[^1].RecallAt1}");
        Assert.Equal(result.RecallAt1, evaluations[^1].RecallAt1);
    }

    [Fact]
    public void A_run_that_starts_from_a_model_goes_on_with_its_head_where_it_has_the_same_kind()
    {
        Train("base", ToyTask.Config("causal", steps: 4).Model(m => m with { ProjectionHead = ProjectionHead.Linear }));
        var still = ToyTask.Config("causal", steps: 1).Optimizer(o => o with { LearningRate = 1e-20 }).Model(m => m with { Init = folder.At("base", "model") });

        Train("same", still.Model(m => m with { ProjectionHead = ProjectionHead.Linear }));
        Train("other", still.Model(m => m with { ProjectionHead = ProjectionHead.Mlp }));

        Assert.Equal(Head("base"), Head("same"));
        Assert.Equal(["mlp.0.bias", "mlp.0.weight", "mlp.2.bias", "mlp.2.weight"], Head("other").Keys.Order());
    }

    [Fact]
    public void A_model_without_its_head_or_with_that_of_another_is_refused_by_name()
    {
        Train("run", ToyTask.Config("causal", steps: 1).Model(m => m with { ProjectionHead = ProjectionHead.Linear }));
        Train("other", ToyTask.Config("causal", steps: 1).Model(m => m with { ProjectionHead = ProjectionHead.Mlp }));
        File.Copy(folder.At("other", "model", "head.safetensors"), folder.At("run", "model", "head.safetensors"), overwrite: true);
        var foreign = Assert.Throws<BadInputException>(() => UserEncoder.Load(folder.At("run", "model"), "cpu"));
        File.Delete(folder.At("run", "model", "head.safetensors"));
        var missing = Assert.Throws<BadInputException>(() => UserEncoder.Load(folder.At("run", "model"), "cpu"));

        Assert.Equal("weight", foreign.Field);
        Assert.Contains("head.safetensors is missing", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Matryoshka_sizes_are_prefixes_of_what_the_head_gives()
    {
        var config = ToyTask.Config("causal", steps: 2).Model(m => m with { ProjectionHead = ProjectionHead.Mlp }).Loss(l => l with { Matryoshka = [128, 100, 16] });
        Train("run", config);

        using var compared = UserEncoder.Load(folder.At("run"), "cpu", dimension: 100, state: EmbeddingState.Head);
        using var pooled = UserEncoder.Load(folder.At("run"), "cpu", state: EmbeddingState.Pooled);
        Assert.Equal((100, true, 64, true), (compared.Size, compared.IsTrainedSize, pooled.Size, pooled.IsTrainedSize));
        Assert.Throws<BadInputException>(() => Train("without", config.Model(m => m with { ProjectionHead = ProjectionHead.None })));
    }

    private static TrainingData Data() => ToyTask.Data() with { Tokenizer = BpeTrainer.Train(["noodles for lunch"], vocabularySize: 280), VocabularySize = 280 };

    private TrainingResult Train(string run, TrainingConfig config) => new Trainer(config, Data()).Train(folder.At(run));

    private Dictionary<string, float[]> Head(string run)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        return Ggsm.Checkpoints.SafetensorsReader.ReadAll(folder.At(run, "model", "head.safetensors")).ToDictionary(t => t.Key, t => t.Value.Values());
    }
}
