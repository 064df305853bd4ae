using Ggsm.Decoder;

namespace Ggsm.Tests.Decoder;

/// <summary>The rotary base in the places where transformers 4 and 5 write it.</summary>
public sealed class RotaryBaseTests
{
    [Theory]
    [InlineData(""" "rope_theta": 1000000.0 """)]
    [InlineData(""" "rope_theta": 1000000.0, "rope_scaling": null """)]
    [InlineData(""" "rope_parameters": {"rope_type": "default", "rope_theta": 1000000.0} """)]
    [InlineData(""" "rope_parameters": {"rope_theta": 1000000.0} """)]
    [InlineData(""" "rope_parameters": {"rope_type": "default"}, "rope_theta": 1000000.0 """)]
    [InlineData(""" "rope_parameters": {"rope_type": "default", "rope_theta": 1000000}, "rope_theta": 1000000.0 """)]
    [InlineData(""" "rope_scaling": {"rope_type": "default", "rope_theta": 1000000.0} """)]
    [InlineData(""" "rope_scaling": {"type": "default"}, "rope_theta": 1000000.0 """)]
    [InlineData(""" "rope_scaling": {"type": "default", "rope_type": "default", "factor": 1.0}, "rope_theta": 1000000.0 """)]
    [InlineData(""" "rope_parameters": {"full_attention": {"rope_type": "default", "rope_theta": 1000000.0}} """)]
    [InlineData(""" "rope_parameters": {"full_attention": {"rope_type": "default"}}, "rope_theta": 1000000.0 """)]
    public void Every_spelling_of_the_base_is_read(string fields) => Assert.Equal(1e6, Parse(fields).RopeTheta);

    [Theory]
    [InlineData(""" "rope_scaling": {} """)]
    [InlineData(""" "rope_parameters": {"rope_type": "default"} """)]
    [InlineData(""" "rope_theta": null """)]
    public void A_file_without_a_base_means_ten_thousand_as_in_transformers(string fields) => Assert.Equal(1e4, Parse(fields).RopeTheta);

    [Theory]
    [InlineData(""" "rope_parameters": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 8192, "rope_theta": 1000000.0} """, "type")]
    [InlineData(""" "rope_scaling": {"rope_type": "dynamic", "factor": 2.0} """, "rope_type")]
    [InlineData(""" "rope_scaling": {"rope_type": "default", "type": "linear"} """, "type")]
    [InlineData(""" "rope_scaling": {"rope_type": "default", "factor": 2.0} """, "factor")]
    [InlineData(""" "rope_scaling": {"rope_type": "default", "mrope_section": [16, 24, 24]} """, "mrope_section")]
    [InlineData(""" "rope_parameters": {"rope_type": "default", "beta_fast": 32} """, "beta_fast")]
    [InlineData(""" "rope_parameters": {"full_attention": {"rope_type": "llama3"}} """, "rope_type")]
    [InlineData(""" "rope_parameters": {"full_attention": {"rope_theta": 1e6}, "sliding_attention": {"rope_theta": 1e4}} """, "sliding_attention")]
    [InlineData(""" "rope_parameters": {"rope_theta": 1000000.0}, "rope_theta": 10000.0 """, "rope_theta")]
    [InlineData(""" "rope_parameters": {"rope_theta": 1000000.0}, "rope_scaling": {"rope_theta": 500000.0} """, "rope_theta")]
    [InlineData(""" "partial_rotary_factor": 0.5 """, "partial_rotary_factor")]
    [InlineData(""" "rope_parameters": {"rope_theta": 1e6, "partial_rotary_factor": 0.25} """, "partial_rotary_factor")]
    public void A_scaling_or_a_contradiction_is_refused_by_field(string fields, string field)
    {
        var error = Assert.Throws<BadInputException>(() => Parse(fields));

        Assert.Equal(("config.json", field), (error.File, error.Field));
    }

    [Theory]
    [InlineData(""" "rope_theta": 1e999 """, "rope_theta")]
    [InlineData(""" "rms_norm_eps": 1e999 """, "rms_norm_eps")]
    [InlineData(""" "initializer_range": 1e999 """, "initializer_range")]
    public void A_number_beyond_all_bounds_is_refused_by_field(string fields, string field) =>
        Assert.Equal(field, Assert.Throws<BadInputException>(() => Parse(fields)).Field);

    [Fact]
    public void A_field_that_stands_twice_is_refused() =>
        Assert.Contains("rope_theta", Assert.Throws<BadInputException>(() => Parse(""" "rope_theta": 1e4, "rope_theta": 1e6 """)).Message);

    [Theory]
    [InlineData("qwen3")]
    [InlineData("llama")]
    [InlineData("gpt_neox")]
    public void Another_type_of_model_is_refused(string type) =>
        Assert.Equal("model_type", Assert.Throws<BadInputException>(() => DecoderConfigFile.Parse(Smallest.Replace("qwen2", type), "config.json")).Field);

    private const string Smallest = """
        { "model_type": "qwen2", "vocab_size": 97, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4 }
        """;

    private static DecoderConfig Parse(string fields) => DecoderConfigFile.Parse(Smallest.Trim()[..^1] + ", " + fields + "}", "config.json");
}
