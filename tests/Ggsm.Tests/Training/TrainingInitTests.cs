using Ggsm.Checkpoints;
using Ggsm.Encoders;
using Ggsm.Runs;
using Ggsm.Training;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

public sealed class TrainingInitTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Every_preset_starts_from_random_weights() =>
        Assert.All(TrainingConfig.PresetNames, name => Assert.Equal(ModelConfig.RandomInit, TrainingConfig.Preset(name).Model.Init));

    [Fact]
    public void Every_recipe_and_seed_starts_from_the_same_pretrained_weights_where_they_are_asked_for()
    {
        foreach (var (recipe, seed) in new[] { ("causal", 1), ("ggsm", 2) })
        {
            var config = Still(recipe).Model(m => m with { Init = ModelConfig.PretrainedInit }).Run(r => r with { Seed = seed });
            new Trainer(config, ToyTask.Data(), new PretrainedCache(folder.At("cache"))).Train(folder.At(recipe));
        }

        var start = TrainingConfig.Of(RunFolder.Open(folder.At("causal"))).StartedFrom!;
        Assert.Equal(start, TrainingConfig.Of(RunFolder.Open(folder.At("ggsm"))).StartedFrom);
        Assert.Equal(StartingWeights.Of(start.Path).Sha256, start.Sha256);
        AssertSameWeights(start.Path, folder.At("causal", "model"));
        AssertSameWeights(start.Path, folder.At("ggsm", "model"));
    }

    [Fact]
    public void A_folder_can_be_named_and_is_recorded_and_random_weights_record_nothing()
    {
        new Trainer(Still("causal").Model(m => m with { Init = Pretrained() }), ToyTask.Data()).Train(folder.At("named"));
        new Trainer(Still("causal"), ToyTask.Data()).Train(folder.At("random"));

        var named = TrainingConfig.Of(RunFolder.Open(folder.At("named")));
        Assert.Equal(folder.At("pretrained"), named.Model.Init);
        Assert.Equal(new StartingWeights(folder.At("pretrained", "model"), StartingWeights.Of(folder.At("pretrained", "model")).Sha256), named.StartedFrom);
        AssertSameWeights(folder.At("pretrained", "model"), folder.At("named", "model"));
        Assert.Null(TrainingConfig.Of(RunFolder.Open(folder.At("random"))).StartedFrom);
    }

    [Fact]
    public void A_resumed_run_needs_no_weights_to_start_from()
    {
        var config = ToyTask.Config().Model(m => m with { Init = Pretrained() });
        var whole = new Trainer(config, ToyTask.Data()).Train(folder.At("whole"));
        using var stop = new StopAfter(5);
        new Trainer(config, ToyTask.Data()).Run(folder.At("parts"), stop, stop.Token);
        Directory.Delete(folder.At("pretrained"), recursive: true);

        var resumed = new Trainer(config, ToyTask.Data()).Train(folder.At("parts"), resume: true);

        Assert.Equal(5, resumed.ResumedAt);
        Assert.Equal(whole.Losses, resumed.Losses);
    }

    [Fact]
    public void A_run_that_has_to_begin_again_refuses_weights_that_have_changed_since()
    {
        var config = ToyTask.Config().Model(m => m with { Init = Pretrained() });
        using var stop = new StopAfter(2);
        new Trainer(config, ToyTask.Data()).Run(folder.At("run"), stop, stop.Token);
        Directory.Delete(folder.At("run", "checkpoints"), recursive: true);
        Directory.Delete(folder.At("pretrained"), recursive: true);
        Pretrained(seed: 2);

        var error = Assert.Throws<BadInputException>(() => new Trainer(config, ToyTask.Data()).Train(folder.At("run"), resume: true));

        Assert.Contains("checksum", error.Message);
    }

    [Fact]
    public void A_tokenizer_of_other_content_is_refused_and_one_of_the_same_content_is_not()
    {
        var first = Tokenizer("noodles for lunch");
        var second = Tokenizer("the rain in autumn");
        Pretrained();
        first.Save(folder.At("pretrained", "model"));
        var config = Still("causal").Model(m => m with { Init = folder.At("pretrained") }).Run(r => r with { Steps = 1 });

        new Trainer(config, ToyTask.Data() with { Tokenizer = Tokenizer("noodles for lunch") }).Train(folder.At("same"));
        var error = Assert.Throws<BadInputException>(() => new Trainer(config, ToyTask.Data() with { Tokenizer = second }).Train(folder.At("other")));

        Assert.Equal("model.init", error.Field);
        Assert.Contains("tokenizer", error.Message);
    }

    [Fact]
    public void A_folder_without_weights_is_refused_before_anything_is_written()
    {
        Directory.CreateDirectory(folder.At("empty"));
        var error = Assert.Throws<BadInputException>(() => new Trainer(ToyTask.Config().Model(m => m with { Init = folder.At("empty") }), ToyTask.Data()).Train(folder.At("run")));
        Assert.Equal("model.init", error.Field);
        Assert.False(File.Exists(folder.At("run", "config.json")));
    }

    public void Dispose() => folder.Dispose();

    private static UserTokenizer Tokenizer(string text) => BpeTrainer.Train([text], vocabularySize: 280, TestContext.Current.CancellationToken);

    /// <summary>A run whose updates are too small to move a weight.</summary>
    private static TrainingConfig Still(string recipe) => ToyTask.Config(recipe, steps: 2).Optimizer(o => o with { LearningRate = 1e-20 });

    private string Pretrained(int seed = 1)
    {
        var config = ToyText.Config(steps: 3).Run(r => r with { Seed = seed });
        new Trainer(config, ToyTask.Data()).Run(folder.At("pretrained"), cancellation: TestContext.Current.CancellationToken);
        return folder.At("pretrained");
    }

    private static void AssertSameWeights(string expected, string actual)
    {
        using var scope = NewDisposeScope();
        using var one = PretrainedDecoder.Load(expected);
        using var two = PretrainedDecoder.Load(actual);
        foreach (var ((name, first), (_, second)) in one.named_parameters().Zip(two.named_parameters()))
            Assert.True(first.eq(second).all().item<bool>(), name);
    }
}
