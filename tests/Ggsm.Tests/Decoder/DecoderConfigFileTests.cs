using Ggsm.Decoder;

namespace Ggsm.Tests.Decoder;

public sealed class DecoderConfigFileTests
{
    private const string Smallest = """
        { "model_type": "qwen2", "vocab_size": 97, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4 }
        """;

    [Theory]
    [InlineData("quick")]
    [InlineData("full")]
    [InlineData("gpu")]
    public void A_configuration_written_is_read_back_the_same(string preset)
    {
        var config = DecoderConfig.Preset(preset, 1000) with { RopeTheta = 1e6, TieEmbeddings = false, NormEpsilon = 1e-5, MaxPositions = 99 };

        Assert.Equal(config, DecoderConfigFile.Parse(DecoderConfigFile.Format(config), "config.json"));
    }

    [Fact]
    public void The_size_of_fresh_embeddings_is_written_where_it_is_their_own_and_is_that_of_the_weights_otherwise()
    {
        var own = DecoderConfig.Preset("quick", 100);
        var usual = own with { EmbeddingInitializerRange = null };

        Assert.Contains("\"embedding_initializer_range\": 0.5", DecoderConfigFile.Format(own));
        Assert.DoesNotContain("embedding_initializer_range", DecoderConfigFile.Format(usual));
        Assert.Equal(usual, DecoderConfigFile.Parse(DecoderConfigFile.Format(usual), "config.json"));
    }

    [Fact]
    public void Fields_left_out_take_the_values_Hugging_Face_gives_them()
    {
        var config = DecoderConfigFile.Parse(Smallest, "config.json");

        Assert.Equal((4, 8, 10000.0, false, 1e-6),
            (config.KeyValueHeads, config.HeadSize, config.RopeTheta, config.TieEmbeddings, config.NormEpsilon));
    }

    [Fact]
    public void The_settings_of_a_published_Qwen2_model_are_accepted()
    {
        var config = DecoderConfigFile.Parse(With("""
            "architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 151643, "eos_token_id": 151645, "hidden_act": "silu",
            "max_window_layers": 21, "rope_scaling": null, "rope_theta": 1000000.0, "sliding_window": 32768, "use_sliding_window": false,
            "tie_word_embeddings": true, "torch_dtype": "bfloat16", "use_cache": true, "use_mrope": false, "transformers_version": "4.43.1"
            """), "config.json");

        Assert.Equal((1e6, true), (config.RopeTheta, config.TieEmbeddings));
    }

    [Fact]
    public void The_newer_place_of_the_rotary_base_is_read() =>
        Assert.Equal(5e5, DecoderConfigFile.Parse(With(""" "rope_parameters": { "rope_type": "default", "rope_theta": 500000.0 } """), "config.json").RopeTheta);

    [Theory]
    [InlineData("rope_scaling.type", "\"yarn\"")]
    [InlineData("rope_scaling.rope_type", "\"linear\"")]
    [InlineData("architectures", """["Qwen2ForSequenceClassification"]""")]
    [InlineData("attention_bias", "false")]
    [InlineData("qkv_bias", "false")]
    [InlineData("mlp_bias", "true")]
    [InlineData("use_mrope", "true")]
    [InlineData("torch_dtype", "\"float8_e4m3fn\"")]
    [InlineData("dtype", "\"int8\"")]
    [InlineData("use_sliding_window", "true")]
    [InlineData("hidden_act", "\"gelu\"")]
    [InlineData("attention_dropout", "0.1")]
    [InlineData("quantization_config", """{ "bits": 4 }""")]
    [InlineData("layer_types", """["full_attention", "sliding_attention"]""")]
    [InlineData("rope_parameters.rope_type", "\"yarn\"")]
    public void A_setting_that_would_change_the_computation_is_refused_and_not_ignored(string field, string value)
    {
        var path = field.Split('.');
        var text = path.Length == 1 ? $"\"{field}\": {value}" : $"\"{path[0]}\": {{ \"{path[1]}\": {value} }}";

        var error = Assert.Throws<BadInputException>(() => DecoderConfigFile.Parse(With(text), "config.json"));

        Assert.Equal(("config.json", path[^1]), (error.File, error.Field));
        Assert.Contains("not supported", error.Message);
    }

    [Theory]
    [InlineData("vocab_size")]
    [InlineData("hidden_size")]
    [InlineData("num_hidden_layers")]
    [InlineData("model_type")]
    public void A_missing_field_is_named(string field)
    {
        var error = Assert.Throws<BadInputException>(() => DecoderConfigFile.Parse(Smallest.Replace($"\"{field}\"", "\"other\""), "config.json"));

        Assert.Equal(field, error.Field);
    }

    [Theory]
    [InlineData("\"num_key_value_heads\": 3", "num_key_value_heads")]
    [InlineData("\"head_dim\": 7", "head_dim")]
    [InlineData("\"num_key_value_heads\": \"two\"", "num_key_value_heads")]
    [InlineData("\"num_key_value_heads\": 0", "num_key_value_heads")]
    [InlineData("\"head_dim\": 1e99", "head_dim")]
    [InlineData("\"rms_norm_eps\": -1", "rms_norm_eps")]
    [InlineData("\"rope_theta\": 0", "rope_theta")]
    public void Numbers_that_do_not_fit_are_refused_by_field(string text, string field)
    {
        var error = Assert.Throws<BadInputException>(() => DecoderConfigFile.Parse(With(text), "config.json"));

        Assert.Equal(field, error.Field);
    }

    [Fact]
    public void A_hidden_size_the_heads_do_not_divide_is_refused()
    {
        var error = Assert.Throws<BadInputException>(() => DecoderConfigFile.Parse(Smallest.Replace("\"hidden_size\": 32", "\"hidden_size\": 34"), "config.json"));

        Assert.Equal("hidden_size", error.Field);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[1, 2]")]
    [InlineData("")]
    public void Text_that_is_no_JSON_object_is_refused(string text) =>
        Assert.Equal("config.json", Assert.Throws<BadInputException>(() => DecoderConfigFile.Parse(text, "config.json")).File);

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TestFolder();

        Assert.Equal(folder.File("config.json"), Assert.Throws<BadInputException>(() => DecoderConfigFile.Read(folder.File("config.json"))).File);
    }

    [Fact]
    public void An_unknown_preset_is_refused_with_those_there_are() =>
        Assert.Contains("quick, full, gpu", Assert.Throws<BadInputException>(() => DecoderConfig.Preset("huge", 10)).Message);

    private static string With(string fields) => Smallest.Trim()[..^1] + ", " + fields + "}";
}
