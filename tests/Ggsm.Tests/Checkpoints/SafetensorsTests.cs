using System.Buffers.Binary;
using System.Text;
using Ggsm.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Checkpoints;

public sealed class SafetensorsTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly TestFolder folder = new();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    public void Every_type_is_read_back_as_it_was_written(ScalarType type)
    {
        var path = folder.File("types.safetensors");
        var values = tensor(new[] { 0f, 1, 2, 3, 100, 7 }, [2, 3]).to(type);

        SafetensorsWriter.Write(path, [KeyValuePair.Create("t", values), KeyValuePair.Create("none", zeros([0, 3], dtype: type))]);
        using var reader = SafetensorsReader.Open(path);
        var read = reader.Read("t");

        Assert.Equal(type, read.dtype);
        Assert.Equal([2, 3], read.shape);
        Assert.True(read.eq(values).all().item<bool>());
        Assert.Equal([0, 3], reader.Read("none").shape);
    }

    [Fact]
    public void Scalars_views_and_metadata_survive()
    {
        var path = folder.File("m.safetensors");
        var view = arange(12, dtype: ScalarType.Float32).view(3, 4).t();

        SafetensorsWriter.Write(path, [KeyValuePair.Create("view", view), KeyValuePair.Create("scalar", tensor(2.5f))],
            new Dictionary<string, string> { ["step"] = "7" });
        using var reader = SafetensorsReader.Open(path);

        Assert.Equal(view.Values(), reader.Read("view").Values());
        Assert.Equal([4, 3], reader.Entries["view"].Shape);
        Assert.Equal(2.5f, reader.Read("scalar").item<float>());
        Assert.Equal(("pt", "7"), (reader.Metadata["format"], reader.Metadata["step"]));
    }

    [Fact]
    public void The_file_is_laid_out_as_the_format_says()
    {
        var path = folder.File("layout.safetensors");

        SafetensorsWriter.Write(path, [KeyValuePair.Create("a", tensor(new[] { 1f, 2 })), KeyValuePair.Create("b", tensor(new long[] { 3 }))]);
        var bytes = File.ReadAllBytes(path);
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);

        Assert.Equal(0, header % 8);
        Assert.Equal(8 + header + 8 + 8, bytes.Length);
        Assert.Contains("\"b\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[8,16]}", Encoding.UTF8.GetString(bytes, 8, header));
        Assert.Equal(2f, BitConverter.ToSingle(bytes, 8 + header + 4));
        Assert.Equal(3, BitConverter.ToInt64(bytes, 8 + header + 8));
    }

    [Fact]
    public void A_file_made_by_another_writer_is_read()
    {
        var tensors = SafetensorsReader.ReadAll(Path.Combine(TestFolder.Golden, "decoder_gqa", "model.safetensors"));

        Assert.Equal(26, tensors.Count);
        Assert.Equal([97, 32], tensors["model.embed_tokens.weight"].shape);
    }

    [Fact]
    public void A_truncated_file_names_the_file_the_tensor_and_the_missing_bytes()
    {
        var path = Written();
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^5]);

        var error = Assert.Throws<BadInputException>(() => SafetensorsReader.Open(path));

        Assert.Equal((path, "tensor b"), (error.File, error.Field));
        Assert.Contains("5 bytes are missing", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(40)]
    public void A_file_that_ends_in_its_header_is_refused(int length)
    {
        var path = Written();
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);

        Assert.Equal(path, Assert.Throws<BadInputException>(() => SafetensorsReader.Open(path)).File);
    }

    [Fact]
    public void Bytes_that_no_tensor_owns_are_refused()
    {
        var path = Written();
        File.AppendAllText(path, "more");

        Assert.Contains("accounts for 16 bytes", Assert.Throws<BadInputException>(() => SafetensorsReader.Open(path)).Message);
    }

    [Fact]
    public void A_header_size_beyond_the_limit_is_refused_without_taking_that_memory()
    {
        var path = folder.File("huge.safetensors");
        var bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ulong.MaxValue);
        File.WriteAllBytes(path, bytes);

        Assert.Contains($"{ulong.MaxValue} bytes", Assert.Throws<BadInputException>(() => SafetensorsReader.Open(path)).Message);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", "inside tensor a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", "no gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "4 bytes are missing")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "takes 12 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[12,0]}}""", "no begin and end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0]}}""", "no begin and end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-3],"data_offsets":[0,12]}}""", "holds -3")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,12]}}""", "holds 1.5")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,12]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,3],"data_offsets":[0,12]}}""", "33 dimensions")]
    [InlineData("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,12]}}""", "99999999999999999999")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[12],"data_offsets":[0,12]}}""", "F8_E4M3")]
    [InlineData("""{"a":{"shape":[3],"data_offsets":[0,12]}}""", "dtype is missing")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,12]}}""", "shape is missing")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3]}}""", "data_offsets is missing")]
    [InlineData("""{"a":12}""", "expected an object")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "twice")]
    [InlineData("""{"__metadata__":{"format":1},"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "__metadata__")]
    [InlineData("""["a"]""", "no JSON object")]
    [InlineData("""{"a":""", "no valid JSON")]
    [InlineData("""{"a":{"dtype":"\ud800","shape":[3],"data_offsets":[0,12]}}""", "no valid JSON")]
    [InlineData("""{"a":[[[[[[[[[[[[1]]]]]]]]]]]]}""", "no valid JSON")]
    public void A_header_that_does_not_fit_its_data_is_refused_with_the_reason(string header, string reason)
    {
        var path = Handmade(header, 12);

        var error = Assert.Throws<BadInputException>(() => SafetensorsReader.Open(path));

        Assert.Equal(path, error.File);
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void Mutated_headers_always_give_the_typed_error_or_a_valid_file()
    {
        var original = File.ReadAllBytes(Written());
        var random = new Random(11);
        var path = folder.File("mutated.safetensors");
        for (var round = 0; round < 1500; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var change = random.Next(1, 5); change > 0; change--)
                bytes[random.Next(bytes.Length - 16)] = (byte)random.Next(256);
            File.WriteAllBytes(path, random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);

            try
            {
                foreach (var tensor in SafetensorsReader.ReadAll(path).Values)
                    tensor.Dispose();
            }
            catch (BadInputException e)
            {
                Assert.Equal(path, e.File);
            }
        }
    }

    [Fact]
    public void A_missing_file_and_a_missing_tensor_are_named()
    {
        Assert.Equal(folder.File("no"), Assert.Throws<BadInputException>(() => SafetensorsReader.Open(folder.File("no"))).File);
        using var reader = SafetensorsReader.Open(Written());
        Assert.Equal("tensor c", Assert.Throws<BadInputException>(() => reader.Read("c")).Field);
    }

    [Fact]
    public void A_file_is_replaced_whole_or_left_as_it_was()
    {
        var path = Written();
        var before = File.ReadAllBytes(path);

        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(path, [KeyValuePair.Create("c", zeros([2], dtype: ScalarType.ComplexFloat32))]));

        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    private string Written()
    {
        var path = folder.File("ab.safetensors");
        SafetensorsWriter.Write(path, [KeyValuePair.Create("a", tensor(new[] { 1f, 2 })), KeyValuePair.Create("b", tensor(new[] { 3f, 4 }))]);
        return path;
    }

    private string Handmade(string header, int dataSize)
    {
        var path = folder.File("handmade.safetensors");
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + dataSize];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
