using Ggsm.Checkpoints;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Training;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

public sealed class LoraTrainingTests
{
    private static readonly TrainingConfig Config = ToyTask.Config().Model(m => m with { Lora = new() { Rank = 4, Alpha = 8, Dropout = 0.2 } });

    [Fact]
    public void Only_the_adapter_learns_and_the_checkpoint_holds_the_frozen_base_beside_it()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        new Trainer(Config.Run(r => r with { KeepCheckpoints = 9 }), ToyTask.Data()).Train(folder.At("run"));

        var (first, last) = (folder.At("run", "checkpoints", "step-00000004"), folder.At("run", "checkpoints", "step-00000012"));
        Assert.Equal(File.ReadAllBytes(Path.Combine(first, "model.safetensors")), File.ReadAllBytes(Path.Combine(last, "model.safetensors")));
        Assert.NotEqual(File.ReadAllBytes(Path.Combine(first, "adapter_model.safetensors")), File.ReadAllBytes(Path.Combine(last, "adapter_model.safetensors")));
        using var optimizer = SafetensorsReader.Open(Path.Combine(last, "optimizer.safetensors"));
        Assert.Equal(2 * 7 * 2 * 3, optimizer.Entries.Count);
        Assert.All(optimizer.Entries.Keys, name => Assert.Contains(".lora_", name));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(7, 2)]
    public void Interrupted_and_resumed_it_equals_uninterrupted_bit_for_bit_dropout_included(int stopAfter, int accumulation)
    {
        using var folder = new TemporaryFolder();
        var config = Config.Optimizer(o => o with { AccumulationSteps = accumulation });
        var whole = new Trainer(config, ToyTask.Data()).Train(folder.At("whole"));
        using (var stop = new StopAfter(stopAfter))
            Assert.True(new Trainer(config, ToyTask.Data()).Run(folder.At("run"), stop, stop.Token).Interrupted);

        var resumed = new Trainer(config, ToyTask.Data()).Train(folder.At("run"), resume: true);

        Assert.Equal(stopAfter, resumed.ResumedAt);
        Assert.Equal(whole.Losses, resumed.Losses);
        Assert.Equal(whole.RecallAt10, resumed.RecallAt10);
        foreach (var file in new[] { "model.safetensors", "adapter/adapter_model.safetensors" })
            Assert.Equal(File.ReadAllBytes(folder.At("whole", "model", file)), File.ReadAllBytes(folder.At("run", "model", file)));
    }

    [Fact]
    public void The_finished_model_is_merged_and_its_adapter_lies_beside_it()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        new Trainer(Config, ToyTask.Data()).Train(folder.At("run"));
        var input = DecoderInput.OfIds(TestTensors.Ids(new Random(3), 2, 5), zeros([5, 5]));

        var finished = PretrainedDecoder.Load(folder.At("run", "model"));
        var adapted = PretrainedDecoder.Load(folder.At("run", "checkpoints", "step-00000012"));
        var without = adapted.Forward(input).LastHiddenState.Values();
        PeftAdapter.Load(adapted, folder.At("run", "model", "adapter"));
        adapted.eval();

        var expected = adapted.Forward(input).LastHiddenState.Values();
        Assert.NotEqual(without, expected);
        Assert.All(expected.Zip(finished.Forward(input).LastHiddenState.Values()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.False(PeftAdapter.IsIn(folder.At("run", "model")));
    }

    [Fact]
    public void The_loss_falls_though_the_base_is_frozen()
    {
        using var folder = new TemporaryFolder();
        var config = ToyTask.Config("causal", steps: 60).Model(m => m with { Lora = new() { Rank = 8, Alpha = 16 } }).Optimizer(o => o with { LearningRate = 1e-2 });

        var losses = new Trainer(config, ToyTask.Data()).Train(folder.At("run")).Losses;

        Assert.True(losses.TakeLast(10).Average() < losses.Take(10).Average() - 0.2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_goes_on_with_an_adapter_named_or_found_in_the_folder_it_starts_from(bool named)
    {
        using var folder = new TemporaryFolder();
        new Trainer(Config.Model(m => m with { Lora = Config.Model.Lora! with { Dropout = 0 } }), ToyTask.Data()).Train(folder.At("first"));
        var checkpoint = folder.At("first", "checkpoints", "step-00000012");
        var adapter = folder.At("first", "model", "adapter");
        if (named)
            File.Delete(Path.Combine(checkpoint, "adapter_config.json"));
        var fromMerged = new Trainer(ToyTask.Config(steps: 2).Model(m => m with { Init = folder.At("first", "model") }), ToyTask.Data()).Train(folder.At("merged"));
        var config = ToyTask.Config(steps: 2).Model(m => m with { Init = checkpoint, Adapter = named ? adapter : null });
        var goesOn = new Trainer(config, ToyTask.Data()).Train(folder.At("on"));

        Assert.Equal(fromMerged.Losses[0], goesOn.Losses[0], 1e-4);
        Assert.Equal(4, PeftConfigFile.Read(folder.At("on", "model", "adapter", "adapter_config.json")).Rank);
        Assert.NotEqual(
            File.ReadAllBytes(Path.Combine(adapter, "adapter_model.safetensors")), File.ReadAllBytes(folder.At("on", "model", "adapter", "adapter_model.safetensors")));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(checkpoint, "model.safetensors")), File.ReadAllBytes(folder.At("on", "checkpoints", "step-00000002", "model.safetensors")));
        Assert.Throws<BadInputException>(() => new Trainer(config.Model(m => m with { Lora = Config.Model.Lora }), ToyTask.Data()).Train(folder.At("both")));
    }

    [Fact]
    public void An_adapter_without_the_weights_it_belongs_to_is_refused() =>
        Assert.Equal("model.adapter", Assert.Throws<BadInputException>((ToyTask.Config().Model(m => m with { Adapter = "somewhere", Init = ModelConfig.RandomInit })).Validate).Field);

    [Fact]
    public void The_configuration_keeps_its_adaptation_on_the_way_through_its_file()
    {
        using var folder = new TemporaryFolder();
        Config.Save(folder.At("config.json"));

        var read = TrainingConfig.Load(folder.At("config.json"));

        Assert.Contains("\"rank\": 4", File.ReadAllText(folder.At("config.json")));
        Assert.Empty(Config.DifferencesThatMatter(read));
        Assert.Equal(["model.lora.alpha"], (Config.Model(m => m with { Lora = Config.Model.Lora! with { Alpha = 9 } })).DifferencesThatMatter(read));
        Assert.Equal("lora.rank", Assert.Throws<BadInputException>((Config.Model(m => m with { Lora = new() { Rank = 0 } })).Validate).Field);
    }
}
