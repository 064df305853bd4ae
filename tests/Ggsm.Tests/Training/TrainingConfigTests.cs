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
            var config = TrainingConfig.Preset(name) with
            {
                Margin = 0.25,
                HardNegatives = 3,
                Matryoshka = [32, 16],
                MatryoshkaWeights = [1, 0.5],
                RecipeOptions = new Dictionary<string, string> { ["source"] = "layer:1" },
                Mix = new Dictionary<string, double> { ["qa"] = 0.25, ["behavior"] = 0.75 },
                Instructions = false,
                Input = InputForm.Events,
                Budget = new Dictionary<string, int> { ["bill"] = 7 },
            };
            config.Save(folder.At("config.json"));
            var read = TrainingConfig.Load(folder.At("config.json"));
            Assert.Equal(name, read.PresetName);
            Assert.Equal(0.25, read.Margin);
            Assert.Empty(config.DifferencesThatMatter(read));
            Assert.Equal(
                config with { RecipeOptions = read.RecipeOptions, Mix = read.Mix, Matryoshka = read.Matryoshka, MatryoshkaWeights = read.MatryoshkaWeights, Budget = read.Budget }, read);
            Assert.Equal(config.Budget, read.Budget);
            Assert.Equal(config.Mix, read.Mix);
            Assert.Equal(config.Matryoshka, read.Matryoshka);
            Assert.Equal(config.MatryoshkaWeights, read.MatryoshkaWeights);
            Assert.Equal(config.RecipeOptions, read.RecipeOptions);
        }
    }

    [Fact]
    public void The_file_is_snake_case()
    {
        using var folder = new TemporaryFolder();
        TrainingConfig.Preset("quick").Save(folder.At("config.json"));
        var text = File.ReadAllText(folder.At("config.json"));
        Assert.Contains("\"batch_size\":", text);
        Assert.Contains("\"loss\": \"as_released\"", text);
        Assert.DoesNotContain("Options", text);
    }

    [Fact]
    public void An_unknown_field_of_the_file_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("config.json"), "{\n  \"steps\": 3,\n  \"stpes\": 4\n}");
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
        Assert.Equal("steps", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick") with { Steps = 0 }).Validate).Field);
        Assert.Equal("temperature", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick") with { Temperature = double.NaN }).Validate).Field);
        Assert.Equal("temperature", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick") with { Temperature = 2, LearnTemperature = true }).Validate).Field);
        Assert.Equal("cache_chunk", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick") with { CacheChunk = -1 }).Validate).Field);
        Assert.Equal("evaluation_pairs", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick") with { EvaluationPairs = 1 }).Validate).Field);
        Assert.Equal("hard_negatives", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick") with { HardNegatives = -1 }).Validate).Field);
        Assert.Equal("matryoshka", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick") with { Matryoshka = [16, 16] }).Validate).Field);
        Assert.Equal("matryoshka_weights", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick") with { Matryoshka = [16], MatryoshkaWeights = [1, 2] }).Validate).Field);
        Assert.Equal("mask_warmup", Assert.Throws<BadInputException>((TrainingConfig.Preset("quick") with { MaskWarmup = 1.5 }).Validate).Field);
    }

    [Fact]
    public void Anchor_pooling_takes_its_guidance_from_the_input_unless_a_source_is_named()
    {
        var config = TrainingConfig.Preset("quick") with { Recipe = "ggsm", Pooling = PoolingMode.Anchor };
        Assert.Equal("input", config.Resolved().RecipeOptions["source"]);

        var literal = config with { RecipeOptions = new Dictionary<string, string> { ["source"] = "last" } };
        Assert.Equal("last", literal.Resolved().RecipeOptions["source"]);
        Assert.Empty((config with { Pooling = PoolingMode.Mean }).Resolved().RecipeOptions);
        Assert.Empty((config with { Recipe = "causal" }).Resolved().RecipeOptions);
    }

    [Theory]
    [InlineData("ggsm", "", PoolingMode.Anchor, "input")]
    [InlineData("ggsm", "as-described", PoolingMode.Anchor, null)]
    [InlineData("ggsm", "as-released", PoolingMode.Mean, null)]
    [InlineData("ggsm-released", "", PoolingMode.Mean, null)]
    [InlineData("hybrid-mask", "", PoolingMode.Anchor, "input")]
    public void A_preset_of_the_guidance_sets_pooling_and_source_together(string recipe, string preset, PoolingMode pooling, string? source)
    {
        var config = TrainingConfig.Preset("quick") with
        {
            Recipe = recipe,
            Pooling = null,
            RecipeOptions = preset == "" ? new Dictionary<string, string>() : new() { ["preset"] = preset },
        };

        Assert.Equal(pooling, config.Resolved().Pooling);
        Assert.Equal(source, config.Resolved().RecipeOptions.GetValueOrDefault("source"));
        Assert.Equal(PoolingMode.Anchor, (config with { Pooling = PoolingMode.Anchor }).Resolved().Pooling);
        Assert.Equal(PoolingMode.Mean, (config with { Pooling = PoolingMode.Mean }).Resolved().Pooling);
    }

    [Fact]
    public void Only_fields_that_change_the_losses_count_as_differences()
    {
        var config = TrainingConfig.Preset("quick");
        Assert.Empty(config.DifferencesThatMatter(config with { CheckpointEvery = 3, Threads = 1, Device = "cpu" }));
        Assert.Equal(["seed", "margin"], config.DifferencesThatMatter(config with { Seed = 9, Margin = 0.1 }));
    }
}
