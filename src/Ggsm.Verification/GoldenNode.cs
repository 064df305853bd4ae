using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Verification;

/// <summary>A place in a reference file, with errors that name file and field.</summary>
internal sealed class GoldenNode
{
    private readonly JsonElement json;
    private readonly string file;
    private readonly string field;

    private GoldenNode(JsonElement json, string file, string field)
    {
        this.json = json;
        this.file = file;
        this.field = field;
    }

    public bool IsNull => json.ValueKind == JsonValueKind.Null;

    public static GoldenNode Read(string path)
    {
        try
        {
            return new GoldenNode(JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(path)), path, "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the reference file cannot be read ({e.Message})", path, inner: e);
        }
        catch (JsonException e)
        {
            throw new BadInputException($"no valid JSON ({e.Message})", path, e.LineNumber + 1, inner: e);
        }
    }

    public bool Has(string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out _);

    public GoldenNode Get(string name)
    {
        var path = field.Length == 0 ? name : $"{field}.{name}";
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value)
            ? new GoldenNode(value, file, path)
            : throw new BadInputException("the field is missing.", file, field: path);
    }

    public IReadOnlyList<GoldenNode> Items() => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().Select((item, i) => new GoldenNode(item, file, $"{field}[{i}]"))]
        : throw Wrong("a list");

    public IReadOnlyList<(string Name, GoldenNode Value)> Members() => json.ValueKind == JsonValueKind.Object
        ? [.. json.EnumerateObject().Select(p => (p.Name, Get(p.Name)))]
        : throw Wrong("an object");

    public double Number() => json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var value) ? value : throw Wrong("a number");

    public double Number(string name, double otherwise) => Has(name) ? Get(name).Number() : otherwise;

    public int Integer() => json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var value) ? value : throw Wrong("a whole number");

    public string Text() => json.ValueKind == JsonValueKind.String ? json.GetString()! : throw Wrong("a text");

    /// <summary>A rectangular list of lists of numbers, to any depth, as an fp32 tensor.</summary>
    public Tensor Floats(Device device)
    {
        var values = new List<double>();
        var shape = Collect(values);
        return tensor(values.Select(v => (float)v).ToArray(), shape, device: device);
    }

    /// <summary>The same as whole numbers.</summary>
    public Tensor Integers(Device device)
    {
        var values = new List<double>();
        var shape = Collect(values);
        return tensor(values.Select(v => (long)v).ToArray(), shape, device: device);
    }

    public BadInputException Wrong(string expected) => new($"expected {expected}.", file, field: field.Length == 0 ? null : field);

    private long[] Collect(List<double> values)
    {
        if (json.ValueKind == JsonValueKind.Number)
        {
            values.Add(json.GetDouble());
            return [];
        }

        if (json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number))
        {
            values.AddRange(json.EnumerateArray().Select(item => item.GetDouble()));
            return [json.GetArrayLength()];
        }

        var shapes = Items().Select(item => item.Collect(values)).ToList();
        return shapes.TrueForAll(shape => shape.SequenceEqual(shapes[0]))
            ? [shapes.Count, .. shapes[0]]
            : throw Wrong("rows of equal length");
    }
}
