using System.Text.Json.Nodes;
using Ggsm.Checkpoints;
using Ggsm.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Checkpoints;

public sealed class PeftAdapterTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly TestFolder folder = new();

    private string ConfigFile => folder.File("adapter_config.json");

    private string WeightsFile => folder.File("adapter_model.safetensors");

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_tiny_Qwen2_checkpoint_with_its_adapter_merged_equals_unmerged()
    {
        PretrainedDecoder.Save(TestTensors.Decoder(), folder.File("base"));
        PeftAdapter.Save(Learnt(), folder.File("adapter"));
        var decoder = PretrainedDecoder.Load(folder.File("base"));
        var input = DecoderInput.OfIds(TestTensors.Ids(new Random(3), 2, 5), zeros([5, 5]));
        var without = decoder.Forward(input).LastHiddenState.Values();

        PeftAdapter.Load(decoder, folder.File("adapter"));
        var apart = decoder.Forward(input).LastHiddenState.Values();
        decoder.MergeLora();
        var merged = decoder.Forward(input).LastHiddenState.Values();

        Assert.Contains(without.Zip(apart), pair => Math.Abs(pair.First - pair.Second) > 0.1);
        Assert.All(apart.Zip(merged), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Out_and_in_again_is_equal_to_the_bit()
    {
        var decoder = Learnt(new() { Rank = 3, Alpha = 1.5, Dropout = 0.25, Targets = ["q_proj", "down_proj"], RankStabilized = true });
        PeftAdapter.Save(decoder, folder.Path);
        var loaded = TestTensors.Decoder();
        PeftAdapter.Load(loaded, folder.Path);

        Assert.Equal(decoder.Lora! with { Targets = loaded.Lora!.Targets }, loaded.Lora);
        Assert.Equal(decoder.Lora.Targets, loaded.Lora.Targets);
        Assert.Equal(decoder.LoraParameters().Select(p => p.Name), loaded.LoraParameters().Select(p => p.Name));
        Assert.Equal(decoder.LoraParameters().SelectMany(p => p.Parameter.Values()), loaded.LoraParameters().SelectMany(p => p.Parameter.Values()));
        PeftAdapter.Save(loaded, folder.File("again"));
        Assert.Equal(File.ReadAllBytes(WeightsFile), File.ReadAllBytes(folder.File("again/adapter_model.safetensors")));
        Assert.Equal(File.ReadAllText(ConfigFile), File.ReadAllText(folder.File("again/adapter_config.json")));
    }

    [Fact]
    public void Files_carry_the_names_and_shapes_PEFT_uses()
    {
        PeftAdapter.Save(Learnt(), folder.Path, "Qwen/Qwen2.5-0.5B");

        using var reader = SafetensorsReader.Open(WeightsFile);
        Assert.Equal([2, 16], reader.Entries["base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight"].Shape);
        Assert.Equal([8, 2], reader.Entries["base_model.model.model.layers.0.self_attn.k_proj.lora_B.weight"].Shape);
        Assert.Equal([2, 24], reader.Entries["base_model.model.model.layers.0.mlp.down_proj.lora_A.weight"].Shape);
        var json = JsonNode.Parse(File.ReadAllText(ConfigFile))!;
        Assert.Equal("LORA", (string?)json["peft_type"]);
        Assert.Equal(2, (int)json["r"]!);
        Assert.Equal(4, (int)json["lora_alpha"]!);
        Assert.Equal("Qwen/Qwen2.5-0.5B", (string?)json["base_model_name_or_path"]);
        Assert.Equal(LoraConfig.Projections, json["target_modules"]!.AsArray().Select(t => (string?)t));
    }

    [Fact]
    public void An_adapter_as_PEFT_writes_it_for_a_bare_encoder_in_half_precision_is_loaded()
    {
        var decoder = Learnt();
        PeftAdapter.Save(decoder, folder.Path);
        Spoil(t => KeyValuePair.Create(t.Key.Replace("base_model.model.model.", "base_model.model."), t.Value.to(ScalarType.BFloat16)));
        File.WriteAllText(ConfigFile, """
            {"alora_invocation_tokens": null, "alpha_pattern": {}, "arrow_config": null, "auto_mapping": null, "base_model_name_or_path": "x", "bias": "none",
             "corda_config": null, "ensure_weight_tying": false, "eva_config": null, "exclude_modules": null, "fan_in_fan_out": false, "inference_mode": true,
             "init_lora_weights": true, "layer_replication": null, "layers_pattern": null, "layers_to_transform": null, "loftq_config": {}, "lora_alpha": 4,
             "lora_bias": false, "lora_dropout": 0.1, "megatron_config": null, "megatron_core": "megatron.core", "modules_to_save": null, "peft_type": "LORA",
             "peft_version": "0.18.0", "qalora_group_size": 16, "r": 2, "rank_pattern": {}, "revision": null, "target_modules":
             ["up_proj", "o_proj", "k_proj", "gate_proj", "q_proj", "v_proj", "down_proj"], "target_parameters": null, "task_type": "FEATURE_EXTRACTION",
             "trainable_token_indices": null, "use_dora": false, "use_qalora": false, "use_rslora": false}
            """);
        var loaded = TestTensors.Decoder();

        PeftAdapter.Load(loaded, folder.Path);

        Assert.Equal(0.1, loaded.Lora!.Dropout);
        Assert.Equal(LoraConfig.Projections, loaded.Lora.Targets);
        foreach (var (expected, found) in decoder.LoraParameters().Zip(loaded.LoraParameters()))
        {
            Assert.Equal(ScalarType.Float32, found.Parameter.dtype);
            Assert.Equal(expected.Parameter.to(ScalarType.BFloat16).Values(), found.Parameter.Values());
        }
    }

    [Fact]
    public void Missing_and_unknown_tensors_are_listed_on_both_sides_and_the_decoder_stays_as_it_was()
    {
        PeftAdapter.Save(Learnt(), folder.Path);
        Spoil(t => KeyValuePair.Create(t.Key.Replace("1.mlp.up_proj", "7.mlp.up_proj"), t.Value));
        var decoder = TestTensors.Decoder();

        var error = Assert.Throws<BadInputException>(() => PeftAdapter.Load(decoder, folder.Path));

        Assert.Contains("Missing from the file (2): layers.1.mlp.up_proj.lora_A.weight, layers.1.mlp.up_proj.lora_B.weight", error.Message);
        Assert.Contains("Unknown to the decoder (2): base_model.model.model.layers.7.mlp.up_proj.lora_A.weight", error.Message);
        Assert.Equal(WeightsFile, error.File);
        Assert.Null(decoder.Lora);
        Assert.All(decoder.parameters(), p => Assert.True(p.requires_grad));
    }

    [Fact]
    public void A_tensor_of_another_shape_is_named_with_both_shapes()
    {
        PeftAdapter.Save(Learnt(), folder.Path);
        Change(json => json["r"] = 3);

        var error = Assert.Throws<BadInputException>(() => PeftAdapter.Load(TestTensors.Decoder(), folder.Path));

        Assert.Contains("[2, 16]", error.Message);
        Assert.Contains("[3, 16]", error.Message);
    }

    [Theory]
    [InlineData("use_dora", "true")]
    [InlineData("modules_to_save", """["embed_tokens"]""")]
    [InlineData("bias", "\"all\"")]
    [InlineData("lora_bias", "true")]
    [InlineData("peft_type", "\"LOHA\"")]
    [InlineData("fan_in_fan_out", "true")]
    [InlineData("rank_pattern", """{"q_proj": 4}""")]
    [InlineData("alpha_pattern", """{"q_proj": 4}""")]
    [InlineData("layers_to_transform", "[0]")]
    [InlineData("trainable_token_indices", "[3]")]
    [InlineData("init_lora_weights", "\"pissa\"")]
    [InlineData("a_feature_of_tomorrow", "1")]
    [InlineData("target_modules", "\".*q_proj\"")]
    [InlineData("target_modules", "3")]
    [InlineData("r", "\"8\"")]
    [InlineData("r", "2.5")]
    [InlineData("lora_alpha", "null")]
    public void A_feature_or_value_that_is_not_supported_is_refused_by_name(string field, string value)
    {
        PeftAdapter.Save(Learnt(), folder.Path);
        Change(json => json[field] = JsonNode.Parse(value));

        var error = Assert.Throws<BadInputException>(() => PeftAdapter.Load(TestTensors.Decoder(), folder.Path));

        Assert.Equal(field, error.Field);
        Assert.Equal(ConfigFile, error.File);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"r\": 1, \"r\": 2}")]
    [InlineData("{\"r\": ")]
    public void A_damaged_configuration_names_the_file(string text)
    {
        File.WriteAllText(ConfigFile, text);

        Assert.Equal(ConfigFile, Assert.Throws<BadInputException>(() => PeftAdapter.Load(TestTensors.Decoder(), folder.Path)).File);
    }

    [Fact]
    public void A_folder_without_an_adapter_names_the_missing_file()
    {
        Assert.False(PeftAdapter.IsIn(folder.Path));
        Assert.Equal(ConfigFile, Assert.Throws<BadInputException>(() => PeftAdapter.Load(TestTensors.Decoder(), folder.Path)).File);
    }

    private static DecoderModel Learnt(LoraConfig? config = null)
    {
        var decoder = TestTensors.Decoder();
        decoder.AddLora(config ?? new() { Rank = 2, Alpha = 4 });
        var random = new Random(5);
        using var noGradient = no_grad();
        foreach (var (_, parameter) in decoder.LoraParameters())
            parameter.copy_(TestTensors.Normal(random, parameter.shape) * 0.3);
        return decoder;
    }

    private void Spoil(Func<KeyValuePair<string, Tensor>, KeyValuePair<string, Tensor>> change) =>
        SafetensorsWriter.Write(WeightsFile, [.. SafetensorsReader.ReadAll(WeightsFile).Select(change)]);

    private void Change(Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(ConfigFile))!;
        change(json);
        File.WriteAllText(ConfigFile, json.ToJsonString());
    }
}
