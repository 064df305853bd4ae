using System.Text.Json;

namespace Ggsm.Checkpoints;

/// <summary>The index of a model whose tensors are split over several files (shards): which file holds which tensor.</summary>
internal static class SafetensorsIndex
{
    private const string MapField = "weight_map";
    private const long LargestIndex = SafetensorsHeader.LargestHeader;

    /// <summary>Reads the index: shard by tensor name. Shards are plain file names; no index reaches out of its folder.</summary>
    /// <exception cref="BadInputException">It is missing, damaged, or names something that is no file of its own folder.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length is > LargestIndex and var size)
                throw new BadInputException($"the index has {size} bytes; at most {LargestIndex} are allowed.", path);
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 8 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(MapField, out var map) || map.ValueKind != JsonValueKind.Object)
                throw new BadInputException("expected an object that gives each tensor its file.", path, field: MapField);

            var shards = new Dictionary<string, string>();
            foreach (var property in map.EnumerateObject())
            {
                var shard = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : "";
                if (!IsPlainName(shard))
                    throw new BadInputException($"{property.Value.GetRawText()} is no name of a .safetensors file in this folder.", path, field: $"{MapField}: tensor {property.Name}");
                if (!shards.TryAdd(property.Name, shard))
                    throw new BadInputException("the index lists the tensor twice.", path, field: $"{MapField}: tensor {property.Name}");
            }

            return shards.Count > 0 ? shards : throw new BadInputException("the index lists no tensors.", path, field: MapField);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new BadInputException($"the index is no valid JSON ({e.Message})", path, inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the index cannot be read ({e.Message})", path, inner: e);
        }
    }

    /// <summary>Writes the index, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shards">The tensors of each shard, in order.</param>
    /// <param name="totalBytes">Bytes of all tensors together.</param>
    public static void Write(string path, IEnumerable<(string Shard, string Tensor)> shards, long totalBytes) =>
        AtomicFile.Write(path, stream =>
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            json.WriteNumber("total_size", totalBytes);
            json.WriteEndObject();
            json.WriteStartObject(MapField);
            foreach (var (shard, tensor) in shards.OrderBy(s => s.Tensor, StringComparer.Ordinal))
                json.WriteString(tensor, shard);
            json.WriteEndObject();
            json.WriteEndObject();
        });

    private static bool IsPlainName(string name) =>
        name.EndsWith(".safetensors", StringComparison.Ordinal) && name.Length < 256 && !name.Any(c => c is '/' or '\\' or ':' || char.IsControl(c));
}
