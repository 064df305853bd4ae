using System.Text.Json;

namespace StateBasedScheduling.Simulation;

/// <summary>An object of a scenario file, read field by field, with errors that name the field.</summary>
internal sealed class ScenarioFields
{
    private readonly JsonElement element;
    private readonly string prefix;

    public ScenarioFields(JsonElement element, string file, string prefix = "")
    {
        (this.element, File, this.prefix) = (element, file, prefix);
        if (element.ValueKind != JsonValueKind.Object)
            throw new ScenarioException($"expected a JSON object, found {Describe(element)}.", file, field: prefix.Length == 0 ? null : prefix.TrimEnd('.'));
    }

    public string File { get; }

    public string NameOf(string field) => prefix + field;

    public ScenarioException Error(string problem, string field, string? remedy = null) => new(problem, File, field: NameOf(field), remedy: remedy);

    public bool Has(string name) => element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Refuses fields that are not known: a misspelt one would be lost silently.</summary>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (!names.Contains(property.Name))
                throw Error("there is no such field here.", property.Name, $"Known fields: {string.Join(", ", names)}.");
        }
    }

    public string Text(string name) =>
        Required(name, "a text") is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text
            ? text
            : throw Error($"expected a text, found {Describe(element.GetProperty(name))}.", name);

    public long Whole(string name, long least, long most, long? otherwise = null) =>
        otherwise is { } value && !Has(name) ? value : Whole(Required(name, $"a whole number from {least} to {most}"), name, least, most);

    public IReadOnlyList<long> Wholes(string name, long least, long most)
    {
        long[] numbers = [.. Items(name, "an array of whole numbers").Select((item, i) => Whole(item, $"{name}[{i}]", least, most))];
        return numbers;
    }

    public double Number(string name, double least, double most) =>
        Required(name, $"a number from {least} to {most}") is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : throw Error($"expected a number from {least} to {most}, found {Describe(element.GetProperty(name))}.", name);

    public ScenarioFields Object(string name) => new(Required(name, "an object"), File, $"{NameOf(name)}.");

    public IEnumerable<ScenarioFields> Objects(string name) =>
        Items(name, "an array of objects").Select((item, i) => new ScenarioFields(item, File, $"{NameOf(name)}[{i}]."));

    private List<JsonElement> Items(string name, string expected) =>
        Required(name, expected) is { ValueKind: JsonValueKind.Array } value && value.GetArrayLength() > 0
            ? [.. value.EnumerateArray()]
            : throw Error($"expected {expected}, at least one, found {Describe(element.GetProperty(name))}.", name);

    private long Whole(JsonElement value, string name, long least, long most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw Error($"expected a whole number from {least} to {most}, found {Describe(value)}.", name);

    private JsonElement Required(string name, string expected) =>
        Has(name) ? element.GetProperty(name) : throw Error($"the field is missing; expected {expected}.", name);

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => value.GetArrayLength() == 0 ? "an empty array" : "an array",
        JsonValueKind.String or JsonValueKind.Number => value.GetRawText() is { Length: > 40 } text ? text[..40] + "…" : value.GetRawText(),
        JsonValueKind.Null => "null",
        _ => value.GetRawText(),
    };
}
