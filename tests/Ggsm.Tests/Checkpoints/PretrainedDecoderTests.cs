using Ggsm.Checkpoints;
using Ggsm.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Checkpoints;

public sealed class PretrainedDecoderTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly TestFolder folder = new();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_decoder_saved_is_loaded_back_to_the_bit(bool tied)
    {
        var decoder = TestTensors.Decoder(TestTensors.SmallConfig with { TieEmbeddings = tied });

        PretrainedDecoder.Save(decoder, folder.File("model"));
        var loaded = PretrainedDecoder.Load(folder.File("model"));

        Assert.Equal(decoder.Config, loaded.Config);
        Assert.Equal(decoder.named_parameters().Select(p => p.name), loaded.named_parameters().Select(p => p.name));
        foreach (var (name, parameter) in decoder.named_parameters())
            Assert.Equal(parameter.Values(), loaded.named_parameters().Single(p => p.name == name).parameter.Values());
    }

    [Theory]
    [InlineData("vocab_size", 2_000_000_000)]
    [InlineData("intermediate_size", 2_000_000_000)]
    [InlineData("num_hidden_layers", 1_000_000)]
    public void A_configuration_far_larger_than_the_weights_is_refused_before_it_takes_memory(string field, int size)
    {
        using var damaged = new TestFolder();
        PretrainedDecoder.Save(TestTensors.Decoder(), damaged.Path);
        var config = damaged.File("config.json");
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(config))!;
        json[field] = size;
        File.WriteAllText(config, json.ToJsonString());

        var error = Assert.Throws<BadInputException>(() => PretrainedDecoder.Load(damaged.Path));

        Assert.Equal(config, error.File);
        Assert.Contains("the weights hold", error.Message);
    }

    [Fact]
    public void Files_carry_the_names_Hugging_Face_uses()
    {
        PretrainedDecoder.Save(TestTensors.Decoder(TestTensors.SmallConfig with { TieEmbeddings = false }), folder.Path);
        using var reader = SafetensorsReader.Open(folder.File("model.safetensors"));

        Assert.Contains("lm_head.weight", reader.Entries.Keys);
        Assert.Contains("model.layers.1.self_attn.q_proj.bias", reader.Entries.Keys);
        Assert.All(reader.Entries.Keys.Where(n => n != "lm_head.weight"), n => Assert.StartsWith("model.", n));
    }

    [Fact]
    public void Names_without_the_leading_model_are_accepted()
    {
        Spoil(tensors => tensors.ToDictionary(t => t.Key["model.".Length..], t => t.Value));

        PretrainedDecoder.Load(folder.Path);
    }

    [Fact]
    public void Missing_and_unknown_tensors_are_listed_on_both_sides()
    {
        Spoil(tensors => tensors.ToDictionary(t => t.Key == "model.norm.weight" ? "model.norm.scale" : t.Key, t => t.Value));

        var error = Assert.Throws<BadInputException>(() => PretrainedDecoder.Load(folder.Path));

        Assert.Contains("Missing from the file (1): model.norm.weight", error.Message);
        Assert.Contains("Unknown to the decoder (1): model.norm.scale", error.Message);
        Assert.Equal(folder.File("model.safetensors"), error.File);
    }

    [Fact]
    public void A_tensor_of_another_shape_is_named_with_both_shapes()
    {
        Spoil(tensors => tensors.ToDictionary(t => t.Key, t => t.Key == "model.norm.weight" ? ones([17]) : t.Value));

        var error = Assert.Throws<BadInputException>(() => PretrainedDecoder.Load(folder.Path));

        Assert.Contains("model.norm.weight [17], expected [16]", error.Message);
    }

    [Fact]
    public void The_same_tensor_under_two_names_is_refused()
    {
        Spoil(tensors => new Dictionary<string, Tensor>(tensors) { ["norm.weight"] = ones([16]) });

        Assert.Contains("second time", Assert.Throws<BadInputException>(() => PretrainedDecoder.Load(folder.Path)).Message);
    }

    [Fact]
    public void A_folder_without_configuration_or_weights_names_the_file()
    {
        Assert.Equal(folder.File("config.json"), Assert.Throws<BadInputException>(() => PretrainedDecoder.Load(folder.Path)).File);
        PretrainedDecoder.Save(TestTensors.Decoder(), folder.Path);
        File.Delete(folder.File("model.safetensors"));
        Assert.Equal(folder.File("model.safetensors"), Assert.Throws<BadInputException>(() => PretrainedDecoder.Load(folder.Path)).File);
    }

    private void Spoil(Func<Dictionary<string, Tensor>, Dictionary<string, Tensor>> change)
    {
        var decoder = TestTensors.Decoder();
        PretrainedDecoder.Save(decoder, folder.Path);
        SafetensorsWriter.Write(folder.File("model.safetensors"), change(SafetensorsReader.ReadAll(folder.File("model.safetensors"))));
    }
}
