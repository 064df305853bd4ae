using Ggsm.Checkpoints;
using Ggsm.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Checkpoints;

public sealed class HuggingFaceFolderTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly TestFolder folder = new();
    private readonly QwenFolder qwen;

    public HuggingFaceFolderTests() => qwen = new QwenFolder(folder.File("Qwen2.5-tiny"));

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void A_tiny_Qwen2_checkpoint_loads_bit_equal_and_is_written_back_bit_equal(bool tied, bool sharded)
    {
        var weights = sharded ? qwen.WriteSharded(tied) : qwen.Write(tied);

        using var loaded = PretrainedDecoder.Load(qwen.Directory);
        PretrainedDecoder.Save(loaded, folder.File("again"), sharded ? 30_000 : SafetensorsModel.LargestShard);
        using var again = PretrainedDecoder.Load(folder.File("again"));

        AssertHolds(weights, loaded);
        AssertHolds(weights, again);
        Assert.Equal((1e6, tied, 4, 2), (loaded.Config.RopeTheta, loaded.Config.TieEmbeddings, loaded.Config.HeadSize, loaded.Config.KeyValueHeads));
        Assert.Equal(loaded.Config, again.Config);
        Assert.Equal(sharded, File.Exists(Path.Combine(folder.File("again"), "model.safetensors.index.json")));
        Assert.Equal(!sharded, File.Exists(Path.Combine(folder.File("again"), "model.safetensors")));
    }

    [Theory]
    [InlineData(ScalarType.BFloat16, false)]
    [InlineData(ScalarType.Float16, false)]
    [InlineData(ScalarType.BFloat16, true)]
    [InlineData(ScalarType.Float16, true)]
    public void Half_precision_files_load_as_the_rounded_values_in_fp32(ScalarType type, bool sharded)
    {
        var exact = QwenFolder.Weights(QwenFolder.Tokens + 40, tied: false);
        _ = sharded ? qwen.WriteSharded(tied: false, type: type) : qwen.Write(tied: false, type: type);

        using var loaded = PretrainedDecoder.Load(qwen.Directory);

        Assert.All(loaded.parameters(), p => Assert.Equal(ScalarType.Float32, p.dtype));
        AssertHolds(exact.ToDictionary(t => t.Key, t => t.Value.to(type).to(ScalarType.Float32)), loaded);
        Assert.NotEqual(exact["model.norm.weight"].Values(), PretrainedDecoder.Named(loaded).Single(p => p.Key == "model.norm.weight").Value.Values());
    }

    [Fact]
    public void A_loaded_checkpoint_computes_what_its_weights_say()
    {
        var weights = qwen.WriteSharded();
        using var loaded = PretrainedDecoder.Load(qwen.Directory);

        var states = loaded.Embed(tensor(new long[] { 5, 600 }, [1, 2]));

        Assert.Equal(weights["model.embed_tokens.weight"][5].Values(), states[0, 0].Values());
        Assert.Equal(weights["model.embed_tokens.weight"][600].Values(), states[0, 1].Values());
    }

    [Fact]
    public void Both_sides_are_listed_when_tensors_are_missing_unknown_and_of_another_shape()
    {
        var weights = qwen.Write();
        var norm = weights["model.norm.weight"];
        weights.Remove("model.norm.weight");
        weights["model.layers.2.input_layernorm.weight"] = norm;
        weights["model.layers.0.mlp.up_proj.weight"] = zeros([16, 24]);
        SafetensorsWriter.Write(qwen.File("model.safetensors"), weights);

        var error = Assert.Throws<BadInputException>(() => PretrainedDecoder.Load(qwen.Directory));

        Assert.Equal(qwen.File("model.safetensors"), error.File);
        Assert.Contains("Missing from the file (1): model.norm.weight.", error.Message);
        Assert.Contains("Unknown to the decoder (1): model.layers.2.input_layernorm.weight.", error.Message);
        Assert.Contains("Of another shape (1): model.layers.0.mlp.up_proj.weight [16, 24], expected [24, 16].", error.Message);
    }

    [Fact]
    public void An_untied_folder_without_a_head_says_what_to_set()
    {
        qwen.Write(tied: true);
        qwen.WriteConfig(QwenFolder.Tokens + 40, tied: false);

        var error = Assert.Throws<BadInputException>(() => PretrainedDecoder.Load(qwen.Directory));

        Assert.Contains("lm_head.weight", error.Problem);
        Assert.Contains("tie_word_embeddings", error.Remedy);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_tied_folder_may_repeat_the_head_but_not_hold_another(bool sharded)
    {
        var weights = sharded ? qwen.WriteSharded(tied: false) : qwen.Write(tied: false);
        qwen.WriteConfig(QwenFolder.Tokens + 40, tied: true);
        var error = Assert.Throws<BadInputException>(() => PretrainedDecoder.Load(qwen.Directory));
        Assert.Equal("tensor lm_head.weight", error.Field);

        var file = qwen.File(sharded ? QwenFolder.Shard(2) : "model.safetensors");
        var tensors = SafetensorsReader.ReadAll(file);
        tensors["lm_head.weight"] = weights["model.embed_tokens.weight"];
        SafetensorsWriter.Write(file, tensors);
        using var loaded = PretrainedDecoder.Load(qwen.Directory);
        weights.Remove("lm_head.weight");
        AssertHolds(weights, loaded);
    }

    [Fact]
    public void Whole_numbers_are_no_weights()
    {
        var weights = qwen.Write();
        weights["model.norm.weight"] = ones([QwenFolder.Hidden], dtype: ScalarType.Int8);
        SafetensorsWriter.Write(qwen.File("model.safetensors"), weights);

        var error = Assert.Throws<BadInputException>(() => PretrainedDecoder.Load(qwen.Directory));

        Assert.Equal("tensor model.norm.weight", error.Field);
        Assert.Contains("Int8", error.Problem);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_tokens_were_added_the_embeddings_grow_and_nothing_else_changes(bool tied)
    {
        var weights = qwen.Write(tied, vocabulary: 600);

        random.manual_seed(1);
        using var grown = PretrainedDecoder.Load(qwen.Directory, vocabularySize: 605);
        random.manual_seed(1);
        using var same = PretrainedDecoder.Load(qwen.Directory, vocabularySize: 605);
        using var spare = PretrainedDecoder.Load(qwen.Directory, vocabularySize: 595);

        Assert.Equal((605, 600), (grown.Config.VocabularySize, spare.Config.VocabularySize));
        foreach (var (name, value) in PretrainedDecoder.Named(grown))
        {
            if (name is not ("model.embed_tokens.weight" or "lm_head.weight"))
            {
                Assert.Equal(weights[name].Values(), value.Values());
                continue;
            }

            Assert.Equal(weights[name].Values(), value.narrow(0, 0, 600).Values());
            Assert.Equal(value.Values(), PretrainedDecoder.Named(same).Single(p => p.Key == name).Value.Values());
            var rows = Enumerable.Range(600, 5).Select(i => value[i].Values()).ToArray();
            Assert.Equal(5, rows.Select(r => string.Join(' ', r)).Distinct().Count());
            var mean = weights[name].mean([0L]).Values();
            Assert.All(rows, row => Assert.All(row.Zip(mean), v => Assert.InRange(Math.Abs(v.First - v.Second), 0, 6 * grown.Config.InitializerRange)));
        }

        AssertHolds(weights, spare);
    }

    private static void AssertHolds(Dictionary<string, Tensor> weights, DecoderModel decoder)
    {
        var named = PretrainedDecoder.Named(decoder).ToDictionary();
        Assert.Equal(weights.Keys.Order(), named.Keys.Order());
        foreach (var (name, value) in weights)
        {
            Assert.Equal(value.shape, named[name].shape);
            Assert.Equal(value.Values().Select(BitConverter.SingleToInt32Bits), named[name].Values().Select(BitConverter.SingleToInt32Bits));
        }
    }
}
