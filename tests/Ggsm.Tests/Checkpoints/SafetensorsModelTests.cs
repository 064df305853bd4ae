using System.Buffers.Binary;
using System.Text;
using Ggsm.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Checkpoints;

public sealed class SafetensorsModelTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly TestFolder folder = new();
    private readonly QwenFolder qwen;

    public SafetensorsModelTests() => qwen = new QwenFolder(folder.File("model"));

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Shards_hold_as_many_tensors_as_fit_and_the_index_finds_every_one()
    {
        SafetensorsModel.Write(folder.Path, Numbered(("a", 10), ("b", 10), ("c", 30), ("d", 5), ("e", 5)), largestShard: 80);

        Assert.Equal(
            ["model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors", "model.safetensors.index.json"],
            Directory.GetFiles(folder.Path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        using var model = SafetensorsModel.OpenFolder(folder.Path);
        Assert.Equal(["a", "b", "c", "d", "e"], model.Entries.Keys.Order());
        Assert.Equal(["1", "1", "2", "3", "3"], "abcde".Select(c => Path.GetFileName(model.FileOf(c.ToString()))[10..11]));
        Assert.Equal(30, model.Read("c").Values().Length);
        Assert.Contains("\"total_size\": 240", File.ReadAllText(folder.File("model.safetensors.index.json")));
    }

    [Fact]
    public void Another_model_in_the_folder_is_replaced_whole()
    {
        SafetensorsModel.Write(folder.Path, Numbered(("a", 10), ("b", 10), ("c", 10)), largestShard: 40);
        SafetensorsModel.Write(folder.Path, Numbered(("a", 10), ("b", 10)), largestShard: 40);
        using (var two = SafetensorsModel.OpenFolder(folder.Path))
            Assert.Equal(["a", "b"], two.Entries.Keys.Order());

        SafetensorsModel.Write(folder.Path, Numbered(("z", 1)));
        Assert.Equal("model.safetensors", Path.GetFileName(Assert.Single(Directory.GetFiles(folder.Path))));

        SafetensorsModel.Write(folder.Path, Numbered(("a", 10), ("b", 10)), largestShard: 40);
        using var again = SafetensorsModel.OpenFolder(folder.Path);
        Assert.Equal(["a", "b"], again.Entries.Keys.Order());
    }

    [Fact]
    public void A_shard_that_is_missing_is_named()
    {
        qwen.WriteSharded();
        File.Delete(qwen.File(QwenFolder.Shard(2)));

        AssertRefused(qwen.Index, QwenFolder.Shard(2));
    }

    [Fact]
    public void A_shard_that_is_truncated_is_named()
    {
        qwen.WriteSharded();
        var shard = qwen.File(QwenFolder.Shard(2));
        File.WriteAllBytes(shard, File.ReadAllBytes(shard)[..^3]);

        AssertRefused(shard, "truncated");
    }

    [Fact]
    public void A_tensor_the_index_names_but_the_shard_lacks_is_listed()
    {
        qwen.WriteSharded();
        var map = qwen.ReadIndex();
        map["model.layers.9.extra"] = QwenFolder.Shard(2);
        qwen.WriteIndex(map);

        AssertRefused(qwen.File(QwenFolder.Shard(2)), "Listed for it but not in it (1): model.layers.9.extra. In it but not listed for it (0): none.");
    }

    [Fact]
    public void A_tensor_the_index_does_not_list_is_listed()
    {
        qwen.WriteSharded();
        var map = qwen.ReadIndex();
        map.Remove("model.norm.weight");
        qwen.WriteIndex(map);

        AssertRefused(qwen.File(QwenFolder.Shard(2)), "Listed for it but not in it (0): none. In it but not listed for it (1): model.norm.weight.");
    }

    [Fact]
    public void A_tensor_in_two_shards_is_refused()
    {
        qwen.WriteSharded();
        var first = SafetensorsReader.ReadAll(qwen.File(QwenFolder.Shard(1)));
        first["model.norm.weight"] = ones([QwenFolder.Hidden]);
        SafetensorsWriter.Write(qwen.File(QwenFolder.Shard(1)), first);

        AssertRefused(qwen.File(QwenFolder.Shard(1)), "model.norm.weight");
    }

    [Theory]
    [InlineData("../other/model.safetensors")]
    [InlineData("/etc/model.safetensors")]
    [InlineData("sub/model.safetensors")]
    [InlineData(@"..\\model.safetensors")]
    [InlineData("passwd")]
    [InlineData("")]
    public void An_index_cannot_reach_out_of_its_folder(string shard)
    {
        qwen.WriteSharded();
        File.WriteAllText(qwen.Index, $$$"""{"weight_map": {"model.norm.weight": "{{{shard}}}"}}""");

        AssertRefused(qwen.Index, "no name of a .safetensors file");
    }

    [Theory]
    [InlineData("", "no valid JSON")]
    [InlineData("{\"weight_map\": {\"a\": ", "no valid JSON")]
    [InlineData("[]", "expected an object")]
    [InlineData("{}", "expected an object")]
    [InlineData("{\"weight_map\": []}", "expected an object")]
    [InlineData("{\"weight_map\": {}}", "lists no tensors")]
    [InlineData("{\"weight_map\": {\"a\": 3}}", "no name of a .safetensors file")]
    [InlineData("{\"weight_map\": {\"a\": \"\\ud800.safetensors\"}}", "no valid JSON")]
    [InlineData("{\"weight_map\": {\"a\": \"x.safetensors\", \"a\": \"y.safetensors\"}}", "twice")]
    public void A_damaged_index_is_refused_with_the_reason(string text, string reason)
    {
        qwen.WriteSharded();
        File.WriteAllText(qwen.Index, text);

        AssertRefused(qwen.Index, reason);
    }

    [Fact]
    public void A_folder_with_two_models_is_refused_as_either_could_be_meant()
    {
        qwen.WriteSharded();
        File.Copy(qwen.File(QwenFolder.Shard(1)), qwen.File("model.safetensors"));

        AssertRefused(qwen.Index, "only one of them");
    }

    [Fact]
    public void A_tensor_beyond_two_GiB_is_read_where_it_lies()
    {
        const long Large = (1L << 31) + 4096;
        var path = folder.File("large.safetensors");
        var header = Encoding.UTF8.GetBytes(
            $$$"""{"large":{"dtype":"U8","shape":[{{{Large}}}],"data_offsets":[0,{{{Large}}}]},"last":{"dtype":"F32","shape":[2],"data_offsets":[{{{Large}}},{{{Large + 8}}}]}}""");
        using (var stream = new FileStream(path, FileMode.CreateNew))
        {
            var size = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(size, header.Length);
            stream.Write(size);
            stream.Write(header);
            stream.Position += Large;
            stream.Write(BitConverter.GetBytes(2.5f));
            stream.Write(BitConverter.GetBytes(-1f));
        }

        using var reader = SafetensorsReader.Open(path);

        Assert.Equal(Large, reader.Entries["large"].End);
        Assert.Equal([2.5f, -1f], reader.Read("last").Values());
    }

    [Fact]
    public void A_tensor_larger_than_the_buffer_is_converted_to_the_last_element()
    {
        const int Elements = (1 << 22) + 7;
        var values = arange(Elements, dtype: ScalarType.Int64).remainder(2039).to(ScalarType.BFloat16);
        SafetensorsWriter.Write(folder.File("half.safetensors"), [KeyValuePair.Create("t", values)]);
        using var reader = SafetensorsReader.Open(folder.File("half.safetensors"));
        var target = zeros([Elements]);

        reader.ReadInto("t", target);

        Assert.True(target.eq(values.to(ScalarType.Float32)).all().item<bool>());
        Assert.Throws<ArgumentException>(() => reader.ReadInto("t", zeros([Elements - 1])));
    }

    private void AssertRefused(string file, string said)
    {
        var error = Assert.Throws<BadInputException>(() => SafetensorsModel.OpenFolder(qwen.Directory));

        Assert.Equal(file, error.File);
        Assert.Contains(said, error.Message);
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Numbered(params (string Name, int Elements)[] tensors) =>
        tensors.Select(t => KeyValuePair.Create(t.Name, arange(t.Elements, dtype: ScalarType.Float32)));
}
