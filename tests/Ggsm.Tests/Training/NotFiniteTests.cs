using Ggsm.Checkpoints;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Runs;
using Ggsm.Training;
using Ggsm.Users;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

/// <summary>No number that is not finite leaves: not as an embedding, not in a checkpoint, not as a metric.</summary>
public sealed class NotFiniteTests : IDisposable
{
    private static readonly UserTokenizer Tokenizer = BpeTrainer.Train(["noodles rice tea"], 300);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Weights_that_are_not_finite_are_refused_with_the_tensor(float value)
    {
        Model(p => p["norm.weight"][3] = value);

        var error = Assert.Throws<BadInputException>(() => UserEncoder.Load(folder.At("model"), "cpu"));

        Assert.Equal("tensor norm.weight", error.Field);
        Assert.NotNull(error.Remedy);
    }

    [Fact]
    public void An_embedding_that_runs_over_names_its_input_where_all_weights_are_finite()
    {
        Model(p => p["norm.weight"].fill_(3e38f));
        using var encoder = UserEncoder.Load(folder.At("model"), "cpu");

        var error = Assert.Throws<NotFiniteEmbeddingException>(() => encoder.Embed(["tea", "rice and tea and noodles", "rice"], cancellation: TestContext.Current.CancellationToken));

        // The longest input is embedded first.
        Assert.Equal((1, null), (error.Row, error.Tensor));
        Assert.Contains("input 2", error.Message);
    }

    [Fact]
    public void An_update_that_breaks_the_weights_leaves_no_checkpoint_of_them_even_as_the_last_one()
    {
        var config = ToyTask.Config("causal", steps: 2).Optimizer(o => o with { LearningRate = 1e15, Warmup = 0, WeightDecay = 1e15, DecayEverything = true }).Run(r => r with { CheckpointEvery = 10 });

        var diverged = Assert.Throws<TrainingDivergedException>(() => new Trainer(config, ToyTask.Data()).Train(folder.At("run")));

        Assert.Equal(1, diverged.Diagnosis.Step);
        Assert.Matches("not finite|not a number|infinite", diverged.Diagnosis.Problem);
        Assert.False(Directory.Exists(folder.At("run", "model")));
        Assert.False(Directory.Exists(folder.At("run", "checkpoints")));
        Assert.NotNull(RunFolder.Open(folder.At("run")).Result!.Divergence);
    }

    [Fact]
    public void The_same_holds_for_pretraining()
    {
        var config = TrainingConfig.Preset("quick", TrainingObjective.NextToken).Run(r => r with { Steps = 2, CheckpointEvery = 10, Device = "cpu", Threads = 1 }).Data(d => d with { BatchSize = 4 }).Optimizer(o => o with { LearningRate = 1e15, Warmup = 0, WeightDecay = 1e15 });

        var diverged = Assert.Throws<TrainingDivergedException>(() => new Trainer(config, ToyTask.Data()).Run(folder.At("base"), cancellation: TestContext.Current.CancellationToken));

        Assert.Contains("diverged", diverged.Result.Divergence!.ToString());
        Assert.False(File.Exists(folder.At("base", "model", "model.safetensors")));
    }

    [Fact]
    public void A_number_beyond_fp32_is_refused_before_a_tensor_sees_it() =>
        Assert.Equal("optimizer.learning_rate", Assert.Throws<BadInputException>(() => (ToyTask.Config().Optimizer(o => o with { LearningRate = 1e39 })).Validate()).Field);

    private void Model(Action<Dictionary<string, Parameter>> change)
    {
        using var decoder = new DecoderModel(DecoderConfig.Preset("quick", Tokenizer.VocabularySize));
        using (no_grad())
            change(decoder.named_parameters().ToDictionary(p => p.name, p => p.parameter));
        PretrainedDecoder.Save(decoder, folder.At("model"));
        Tokenizer.Save(folder.At("model"));
    }
}
