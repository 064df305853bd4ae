using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Runs;
using Ggsm.Training;
using Ggsm.Users;

namespace Ggsm.Tests.Training;

public sealed class TrainingConfigTests
{
    [Fact]
    public void Every_preset_survives_the_way_through_its_file()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in TrainingConfig.PresetNames)
        {
            var config = TrainingConfig.Preset(name).Loss(l => l with { Margin = 0.25, Matryoshka = [32, 16], MatryoshkaWeights = [1, 0.5] }).Data(d => d with { HardNegatives = 3, Mix = new Dictionary<string, double> { ["qa"] = 0.25, ["behavior"] = 0.75 }, Instructions = false, Input = InputForm.Events, Budget = new Dictionary<string, int> { ["bill"] = 7 } }).Mask(k => k with { Options = new Dictionary<string, string> { ["source"] = "layer:1" } });
            config.Save(folder.At("config.json"));
            var read = TrainingConfig.Load(folder.At("config.json"));
            Assert.Equal(name, read.PresetName);
            Assert.Equal(0.25, read.Loss.Margin);
            Assert.Empty(config.DifferencesThatMatter(read));
            Assert.Equal(
                config.Mask(k => k with { Options = read.Mask.Options }).Data(d => d with { Mix = read.Data.Mix, Budget = read.Data.Budget }).Loss(l => l with { Matryoshka = read.Loss.Matryoshka, MatryoshkaWeights = read.Loss.MatryoshkaWeights }), read);
            Assert.Equal(config.Data.Budget, read.Data.Budget);
            Assert.Equal(config.Data.Mix, read.Data.Mix);
            Assert.Equal(config.Loss.Matryoshka, read.Loss.Matryoshka);
            Assert.Equal(config.Loss.MatryoshkaWeights, read.Loss.MatryoshkaWeights);
            Assert.Equal(config.Mask.Options, read.Mask.Options);
        }
    }

    [Fact]
    public void The_file_is_snake_case()
    {
        using var folder = new TemporaryFolder();
        TrainingConfig.Preset("quick").Save(folder.At("config.json"));
        var text = File.ReadAllText(folder.At("config.json"));
        Assert.Contains("\"batch_size\":", text);
        Assert.Contains("\"form\": \"as_released\"", text);
        Assert.DoesNotContain("Options", text);
    }

    [Fact]
    public void An_unknown_field_of_the_file_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("config.json"), "{\"run\": {\n  \"steps\": 3,\n  \"stpes\": 4\n}}");
        var error = Assert.Throws<BadInputException>(() => TrainingConfig.Load(folder.At("config.json")));
        Assert.Contains("stpes", error.Message);
        Assert.Equal(3, error.Line);
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused_as_such()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("config.json"), "{\"format_version\": 99, \"something_new\": 1}");
        var error = Assert.Throws<BadInputException>(() => TrainingConfig.Load(folder.At("config.json")));
        Assert.Contains("newer version", error.Message);
    }

    [Fact]
    public void An_unknown_preset_is_refused_with_the_list_of_presets() =>
        Assert.Contains("quick, full, gpu", Assert.Throws<BadInputException>(() => TrainingConfig.Preset("fast")).Message);

    [Fact]
    public void A_value_out_of_range_is_named()
    {
        Assert.Equal("run.steps", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick").Run(r => r with { Steps = 0 })).Validate).Field);
        Assert.Equal("loss.temperature", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick").Loss(l => l with { Temperature = double.NaN })).Validate).Field);
        Assert.Equal("loss.temperature", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick").Loss(l => l with { Temperature = 2, LearnTemperature = true })).Validate).Field);
        Assert.Equal("optimizer.cache_chunk", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick").Optimizer(o => o with { CacheChunk = -1 })).Validate).Field);
        Assert.Equal("run.evaluation_pairs", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick").Run(r => r with { EvaluationPairs = 1 })).Validate).Field);
        Assert.Equal("data.hard_negatives", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick").Data(d => d with { HardNegatives = -1 })).Validate).Field);
        Assert.Equal("loss.matryoshka", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick").Loss(l => l with { Matryoshka = [16, 16] })).Validate).Field);
        Assert.Equal("loss.matryoshka_weights", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick").Loss(l => l with { Matryoshka = [16], MatryoshkaWeights = [1, 2] })).Validate).Field);
        Assert.Equal("mask.warmup", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick").Mask(k => k with { Warmup = 1.5 })).Validate).Field);
    }

    [Theory]
    [InlineData(PoolingMode.Last)]
    [InlineData(PoolingMode.Mean)]
    public void Guidance_is_taken_from_the_input_unless_a_source_is_named(PoolingMode pooling)
    {
        var config = TrainingConfig.Preset("quick").Mask(k => k with { Recipe = "ggsm" }).Model(m => m with { Pooling = pooling });
        Assert.Equal("input", config.Resolved().Mask.Options["source"]);

        var literal = config.Mask(k => k with { Options = new Dictionary<string, string> { ["source"] = "last" } });
        Assert.Equal("last", literal.Resolved().Mask.Options["source"]);
        Assert.Empty((config.Mask(k => k with { Recipe = "causal" })).Resolved().Mask.Options);
    }

    [Theory]
    [InlineData("ggsm", "", PoolingMode.Last, "input")]
    [InlineData("ggsm", "as-described", PoolingMode.Last, null)]
    [InlineData("ggsm", "as-released", PoolingMode.Mean, null)]
    [InlineData("ggsm-released", "", PoolingMode.Mean, null)]
    [InlineData("hybrid-mask", "", PoolingMode.Last, "input")]
    public void A_preset_of_the_guidance_sets_pooling_and_source_together(string recipe, string preset, PoolingMode pooling, string? source)
    {
        var config = TrainingConfig.Preset("quick").Mask(k => k with { Recipe = recipe, Options = preset == "" ? new Dictionary<string, string>() : new() { ["preset"] = preset } }).Model(m => m with { Pooling = null });

        Assert.Equal(pooling, config.Resolved().Model.Pooling);
        Assert.Equal(source, config.Resolved().Mask.Options.GetValueOrDefault("source"));
        Assert.Equal(PoolingMode.Last, (config.Model(m => m with { Pooling = PoolingMode.Last })).Resolved().Model.Pooling);
        Assert.Equal(PoolingMode.Mean, (config.Model(m => m with { Pooling = PoolingMode.Mean })).Resolved().Model.Pooling);
    }

    [Fact]
    public void Only_fields_that_change_the_losses_count_as_differences()
    {
        var config = TrainingConfig.Preset("quick");
        Assert.Empty(config.DifferencesThatMatter(config.Run(r => r with { CheckpointEvery = 3, Threads = 1, Device = "cpu" })));
        Assert.Equal(["loss.margin", "run.seed"], config.DifferencesThatMatter(config.Run(r => r with { Seed = 9 }).Loss(l => l with { Margin = 0.1 })));
    }

    [Fact]
    public void A_fresh_one_is_the_quick_preset() => Assert.Equal(ConfigValues.Of(TrainingConfig.Preset("quick")), ConfigValues.Of(new TrainingConfig()));

    [Fact]
    public void Every_value_can_be_set_by_its_path_to_what_another_configuration_has()
    {
        var other = TrainingConfig.Preset("gpu").Model(m => m with { Lora = new() { Rank = 3, Targets = ["q_proj"] }, Precision = Precision.Bf16, Adapter = "a folder" })
            .Data(d => d with { Mix = new Dictionary<string, double> { ["qa"] = 0.25, ["behavior"] = 2 }, Budget = new Dictionary<string, int> { ["bill"] = 7 }, Input = InputForm.Events, Instructions = false })
            .Mask(k => k with { Options = new Dictionary<string, string> { ["source"] = "layer:2" } }).Loss(l => l with { Matryoshka = [8, 4], MatryoshkaWeights = [1, 0.5], Margin = 0.1 });

        var set = ConfigValues.Of(other).Where(v => v.Path.Contains('.') && !v.Path.StartsWith("started_from", StringComparison.Ordinal))
            .Aggregate(new TrainingConfig { PresetName = "gpu" }, (config, value) => ConfigValues.With(config, value.Path, value.Text));

        Assert.Equal(ConfigValues.Of(other), ConfigValues.Of(set));
        Assert.True(ConfigValues.Of(other).Except(ConfigValues.Of(new TrainingConfig())).Count() > 15);
    }

    [Theory]
    [InlineData("loss.temprature", "0.1", "temperature")]
    [InlineData("los.temperature", "0.1", "optimizer")]
    [InlineData("run.steps.more", "1", "run.steps")]
    [InlineData("run.steps", "many", "whole number")]
    [InlineData("loss.temperature", "warm", "a number")]
    [InlineData("loss.symmetric", "perhaps", "true or false")]
    [InlineData("loss.form", "described", "as_described, as_released")]
    [InlineData("model.lora", "yes", "model.lora.rank")]
    [InlineData("data.mix", "qa", "NAME=VALUE")]
    [InlineData("run.steps", "null", "whole number")]
    [InlineData("mask.recipe", "null", "cannot be used")]
    public void A_path_or_a_text_that_is_none_is_refused_with_what_is_expected(string path, string text, string expected)
    {
        var error = Assert.Throws<BadInputException>(() => ConfigValues.With(new TrainingConfig(), path, text));

        Assert.Equal(path, error.Field);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_option_of_a_recipe_and_one_value_of_an_adapter_can_be_set_alone()
    {
        var config = ConfigValues.With(ConfigValues.With(new TrainingConfig(), "mask.options.source", "last"), "model.lora.rank", "8");

        Assert.Equal("last", config.Mask.Options["source"]);
        Assert.Equal((8, 64.0), (config.Model.Lora!.Rank, config.Model.Lora.Alpha));
    }
}
