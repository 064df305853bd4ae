using System.Text.Json;

namespace Ggsm.Decoder;

/// <summary>Typed access to one JSON object, with errors that name file and field.</summary>
internal sealed class ConfigReader(JsonElement json, string path)
{
    public bool Has(string field) => Find(field) is not null;

    public int Integer(string field, int? otherwise = null)
    {
        if (Find(field) is not { } value)
            return otherwise ?? throw new BadInputException("the field is missing; expected a whole number.", path, field: field);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Wrong(field, value, "a whole number");
    }

    public double Number(string field, double otherwise)
    {
        if (Find(field) is not { } value)
            return otherwise;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw Wrong(field, value, "a number");
    }

    public bool Flag(string field, bool otherwise)
    {
        if (Find(field) is not { } value)
            return otherwise;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(field, value, "true or false");
    }

    public IEnumerable<string?> Texts(string field)
    {
        if (Find(field) is not { } value)
            return [];
        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString() : e.GetRawText()).ToArray()
            : throw Wrong(field, value, "a list of texts");
    }

    public ConfigReader? Child(string field)
    {
        if (Find(field) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Object ? new ConfigReader(value, path) : throw Wrong(field, value, "an object");
    }

    public void Expect(string field, string expected, string? otherwise = null)
    {
        var found = Find(field) is { } value ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : otherwise;
        if (found != expected)
            throw new BadInputException(found is null ? $"the field is missing; expected \"{expected}\"." : $"\"{found}\" is not supported; expected \"{expected}\".",
                path, field: field);
    }

    /// <summary>Refuses the other value; a field left out is what is expected.</summary>
    public void ExpectFlag(string field, bool expected, string reason)
    {
        if (Flag(field, expected) != expected)
            throw Unsupported(field, reason);
    }

    /// <summary>Refuses any other text; a field left out is fine.</summary>
    public void ExpectOneOf(string field, IReadOnlyList<string> expected)
    {
        if (Find(field) is { } value && !(value.ValueKind == JsonValueKind.String && expected.Contains(value.GetString())))
            throw Unsupported(field, $"expected one of {string.Join(", ", expected)}");
    }

    /// <summary>Refuses fields of other names that are not null.</summary>
    public void AllowOnly(string reason, params ReadOnlySpan<string> fields)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null && !fields.Contains(property.Name))
                throw Unsupported(property.Name, reason);
        }
    }

    public void RefuseUnlessNull(string field, string reason)
    {
        if (Find(field) is not null)
            throw Unsupported(field, reason);
    }

    public BadInputException Unsupported(string field, string reason) =>
        new($"{(Find(field) is { } value ? Shorten(value) : "what it says")} is not supported: {reason}.", path, field: field,
            remedy: "Choose a model without this setting; ignoring it would give wrong states.");

    private JsonElement? Find(string field) =>
        json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private BadInputException Wrong(string field, JsonElement value, string expected) =>
        new($"found {Shorten(value)}; expected {expected}.", path, field: field);

    private static string Shorten(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length > 60 ? $"{text[..60]}…" : text;
    }
}
