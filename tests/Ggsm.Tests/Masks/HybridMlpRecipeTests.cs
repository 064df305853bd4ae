using Ggsm.Batches;
using Ggsm.Checkpoints;
using Ggsm.Contrastive;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Tests.Training;
using Ggsm.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

public sealed class HybridMlpRecipeTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void A_weight_comes_from_the_state_of_its_query_alone()
    {
        var recipe = MaskTesting.Create("hybrid-mlp", new MaskSchedule(0, 0));
        var states = TestTensors.Normal(new Random(1), 1, 4, MaskTesting.Hidden);
        var input = MaskTesting.Input(4, 0) with { States = states };
        var before = recipe.Plan(input).FutureWeights;
        var changed = states.clone();
        changed.select(1, 1).neg_();

        var after = recipe.Plan(input with { States = changed }).FutureWeights;

        Assert.Equal([4f, 4f], new[] { before, after }.Select(w => (float)w.shape[2]));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(before.At(0, i, 2), before.At(0, i, 3));
            Assert.Equal(i == 1, before.At(0, i, 3) != after.At(0, i, 3));
        }

        Assert.Equal(4, Enumerable.Range(0, 4).Select(i => before.At(0, i, 3)).Distinct().Count());
    }

    [Fact]
    public void It_predicts_after_training_as_in_training()
    {
        var recipe = MaskTesting.Create("hybrid-mlp", new MaskSchedule(0, 2));
        var input = MaskTesting.Input(3, 9);

        Assert.Equal(recipe.Plan(input).FutureWeights.Values(), recipe.Plan(input with { Mode = EncodingMode.Inference }).FutureWeights.Values());
    }

    [Fact]
    public void Its_parameters_get_gradients_from_the_loss()
    {
        var recipe = MaskRecipes.Create("hybrid-mlp", new MaskSettings(new MaskSchedule(0, 0)) { HiddenSize = TestTensors.SmallConfig.HiddenSize });
        var step = new ContrastiveStep(new TowerEncoder(TestTensors.Decoder(), recipe, PoolingMode.Mean), new InfoNceLoss(InfoNceOptions.AsDescribed));

        step.Run(TokenBatch.Create([[3, 4, 5, 6], [7, 8, 9]], 0, CPU), TokenBatch.Create([[10, 11], [12, 13, 14]], 0, CPU), maskStep: 0);

        Assert.All(recipe.Learnable!.parameters(), p => Assert.Contains(p.grad!.Values(), g => g != 0));
    }

    [Fact]
    public void A_run_trains_its_parameters_and_keeps_them_with_the_model()
    {
        using var folder = new TemporaryFolder();
        new Trainer(ToyTask.Config("hybrid-mlp", steps: 4).Run(r => r with { CheckpointEvery = 2 }), ToyTask.Data()).Train(folder.At("run"));

        var middle = Parameters(folder.At("run", "checkpoints", "step-00000002"));
        var end = Parameters(folder.At("run", "model"));

        Assert.Equal(6, end.Count);
        Assert.Equal(end.Keys.Order(), middle.Keys.Order());
        Assert.All(end, p => Assert.NotEqual(middle[p.Key], p.Value));
    }

    private static Dictionary<string, float[]> Parameters(string folder) =>
        SafetensorsReader.ReadAll(Path.Combine(folder, "recipe.safetensors")).ToDictionary(t => t.Key, t => t.Value.Values());
}
