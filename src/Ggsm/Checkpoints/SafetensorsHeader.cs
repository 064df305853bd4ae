using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Ggsm.Checkpoints;

/// <summary>The checked header of a safetensors file: entries that lie inside the file, side by side, without gap or overlap.</summary>
internal sealed record SafetensorsHeader(
    IReadOnlyDictionary<string, SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata, long DataStart)
{
    /// <summary>The limit of the reference implementation.</summary>
    public const long LargestHeader = 100_000_000;

    private const int MostDimensions = 32;

    /// <summary>Reads and checks the header of an open file.</summary>
    public static SafetensorsHeader Read(Stream stream, string path)
    {
        var fileSize = stream.Length;
        if (fileSize < 8)
            throw new BadInputException($"a safetensors file starts with 8 bytes of header size; this file has {fileSize}.", path);
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (size > LargestHeader)
            throw new BadInputException($"the header claims {size} bytes; at most {LargestHeader} are allowed. This is no safetensors file, or a damaged one.", path);
        if ((long)size > fileSize - 8)
            throw new BadInputException($"the file ends inside its header: {size} bytes expected, {fileSize - 8} found. It is truncated.", path,
                remedy: "Copy or download it again.");

        var bytes = new byte[size];
        stream.ReadExactly(bytes);
        return Parse(bytes, fileSize - 8 - (long)size, 8 + (long)size, path);
    }

    private static SafetensorsHeader Parse(byte[] bytes, long dataSize, long dataStart, string path)
    {
        var entries = new Dictionary<string, SafetensorsEntry>();
        Dictionary<string, string> metadata = [];
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new BadInputException("the header is no JSON object.", path);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals("__metadata__"))
                    metadata = ReadMetadata(property.Value, path);
                else if (!entries.TryAdd(property.Name, ReadEntry(property.Name, property.Value, path)))
                    throw new BadInputException("the header lists the tensor twice.", path, field: $"tensor {Shorten(property.Name)}");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new BadInputException($"the header is no valid JSON ({Shorten(e.Message)})", path, inner: e);
        }

        CheckLayout(entries.Values, dataSize, path);
        return new SafetensorsHeader(entries, metadata, dataStart);
    }

    private static Dictionary<string, string> ReadMetadata(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Any(p => p.Value.ValueKind != JsonValueKind.String))
            throw new BadInputException("expected an object of texts.", path, field: "__metadata__");
        var metadata = new Dictionary<string, string>();
        foreach (var property in json.EnumerateObject())
            metadata[property.Name] = property.Value.GetString()!;
        return metadata;
    }

    private static SafetensorsEntry ReadEntry(string name, JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Bad("expected an object with dtype, shape and data_offsets.");
        var typeName = json.TryGetProperty("dtype", out var dtype) && dtype.ValueKind == JsonValueKind.String ? dtype.GetString()! : throw Bad("dtype is missing.");
        if (!SafetensorsTypes.Find(typeName, out ScalarType type, out var elementSize))
            throw Bad($"dtype {Shorten(typeName)} is not supported; expected one of {SafetensorsTypes.Names}.");
        var shape = Numbers("shape");
        if (shape.Length > MostDimensions)
            throw Bad($"shape has {shape.Length} dimensions; at most {MostDimensions} are supported.");
        var offsets = Numbers("data_offsets");
        if (offsets.Length != 2 || offsets[0] > offsets[1])
            throw Bad($"data_offsets [{Shorten(string.Join(", ", offsets))}] are no begin and end.");

        long expected = elementSize;
        long strides = elementSize;
        try
        {
            foreach (var extent in shape)
            {
                expected = checked(expected * extent);
                strides = checked(strides * Math.Max(extent, 1));
            }
        }
        catch (OverflowException)
        {
            throw Bad($"shape [{Shorten(string.Join(", ", shape))}] is too large.");
        }

        var found = offsets[1] - offsets[0];
        return found == expected
            ? new SafetensorsEntry(name, type, shape, offsets[0], offsets[1])
            : throw Bad($"{typeName} [{Shorten(string.Join(", ", shape))}] takes {expected} bytes, but data_offsets give it {found}.");

        long[] Numbers(string field)
        {
            if (!json.TryGetProperty(field, out var list) || list.ValueKind != JsonValueKind.Array)
                throw Bad($"{field} is missing; expected a list of whole numbers.");
            var numbers = new long[list.GetArrayLength()];
            var i = 0;
            foreach (var element in list.EnumerateArray())
            {
                if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out var number) || number < 0)
                    throw Bad($"{field} holds {Shorten(element.GetRawText())}; expected a whole number of at least 0.");
                numbers[i++] = number;
            }

            return numbers;
        }

        BadInputException Bad(string problem) => new(problem, path, field: $"tensor {Shorten(name)}");
    }

    private static void CheckLayout(IEnumerable<SafetensorsEntry> entries, long dataSize, string path)
    {
        long end = 0;
        SafetensorsEntry? before = null;
        foreach (var entry in entries.OrderBy(e => e.Start).ThenBy(e => e.End))
        {
            var field = $"tensor {Shorten(entry.Name)}";
            if (entry.End > dataSize)
                throw new BadInputException(
                    $"its bytes {entry.Start} to {entry.End} lie past the end of the file, which holds {dataSize} bytes of data: {entry.End - dataSize} bytes are missing. The file is truncated or its header wrong.",
                    path, field: field, remedy: "Copy or download it again.");
            if (entry.Start < end)
                throw new BadInputException($"it starts at byte {entry.Start}, inside tensor {Shorten(before!.Name)}, which ends at {end}.", path, field: field);
            if (entry.Start > end)
                throw new BadInputException($"it starts at byte {entry.Start}, but the data before it ends at {end}; no gap is allowed.", path, field: field);
            (end, before) = (entry.End, entry);
        }

        if (end < dataSize)
            throw new BadInputException($"the header accounts for {end} bytes of data, but the file holds {dataSize}.", path);
    }

    private static string Shorten(string text) => text.Length > 80 ? $"{text[..80]}…" : text;
}

/// <summary>Where one tensor lies in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its shape; empty for a scalar.</param>
/// <param name="Start">First byte, counted from the end of the header.</param>
/// <param name="End">Byte after the last.</param>
public sealed record SafetensorsEntry(string Name, ScalarType Type, IReadOnlyList<long> Shape, long Start, long End);
