using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Ggsm.Users;

/// <summary>One JSON object of a file, read field by field, with errors that name file, line and field.</summary>
internal sealed class JsonRecord
{
    // "2026-03-01T12:00:00Z" with its quotes.
    private const int UsualTime = 22;

    // A name that stands twice has two meanings, and whichever is taken loses the other.
    private static readonly JsonDocumentOptions OneMeaning = new() { AllowDuplicateProperties = false };

    private readonly JsonElement element;
    private readonly string file;
    private readonly long line;
    private readonly JsonRecord? parent;
    private readonly string name;
    private readonly int? index;

    public JsonRecord(JsonElement element, string file, long line)
        : this(element, file, line, parent: null, name: "", index: null)
    {
    }

    private JsonRecord(JsonElement element, string file, long line, JsonRecord? parent, string name, int? index)
    {
        this.element = element;
        this.file = file;
        this.line = line;
        this.parent = parent;
        this.name = name;
        this.index = index;
        if (element.ValueKind != JsonValueKind.Object)
            throw Error($"expected a JSON object, found {Describe(element)}.");
    }

    public JsonElement Element => element;

    public static JsonRecord Parse(string text, string file, long line)
    {
        try
        {
            using var document = JsonDocument.Parse(text, OneMeaning);
            return new JsonRecord(document.RootElement.Clone(), file, line);
        }
        catch (JsonException e)
        {
            throw new BadInputException($"the line is not valid JSON ({FirstSentence(e)})", file, line,
                remedy: "Every line holds one complete JSON object.", inner: e);
        }
    }

    /// <summary>
    /// Makes a value of the record. Names and texts are decoded only as they are looked at: one that is no Unicode shows here.
    /// </summary>
    public T Make<T>(Func<JsonRecord, T> make)
    {
        try
        {
            return make(this);
        }
        catch (InvalidOperationException e)
        {
            throw new BadInputException("a name or text of this record is not valid Unicode.", file, line, remedy: "Save the file as UTF-8, and write characters beyond U+FFFF as whole pairs of escapes.", inner: e);
        }
    }

    public BadInputException Error(string problem, string? field = null, string? remedy = null) =>
        new(problem, file, line, FullName(field), remedy);

    /// <summary>An object inside this one, or inside its array <paramref name="name"/>; errors name the way to it.</summary>
    public JsonRecord Child(string name, JsonElement value, int? index = null) => new(value, file, line, this, name, index);

    private string? FullName(string? field)
    {
        if (parent is null)
            return field;
        var own = parent.FullName(index is null ? name : string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]"));
        return field is null ? own : $"{own}.{field}";
    }

    public bool Has(string name) => element.TryGetProperty(name, out _);

    /// <summary>Refuses fields that the schema does not know: a misspelt one would be lost silently.</summary>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (!names.Contains(property.Name))
                throw Error("the schema has no such field.", property.Name, $"Known fields: {string.Join(", ", names)}.");
        }
    }

    public JsonElement Required(string name, string expected) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : throw Error($"the field is missing; expected {expected}.", name);

    public string Text(string name) => TextOf(Required(name, "a text"), name);

    public string? OptionalText(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? TextOf(value, name) : null;

    /// <summary>A list of texts, none of them empty; an error names the place in the list.</summary>
    public IReadOnlyList<string>? OptionalTexts(string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select((item, i) => TextOf(item, $"{name}[{i}]"))]
            : throw Error($"expected an array of texts, found {Describe(value)}.", name);
    }

    public double? OptionalNumber(string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Error($"expected a number, found {Describe(value)}.", name);
    }

    public DateTimeOffset Time(string name)
    {
        // The usual form is read without making a text of it; it is most of what there is to read in users.jsonl.
        if (element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && JsonMarshal.GetRawUtf8Value(value) is { Length: UsualTime } raw && raw.EndsWith("Z\""u8) && value.TryGetDateTimeOffset(out var usual))
            return usual;
        var text = Text(name);
        return TimeText.TryIso(text, out var time) ? time : throw Error($"expected {TimeText.Notation}, found \"{Shorten(text)}\".", name);
    }

    /// <summary>A text that is not empty once trimmed. Numbers are taken as their text, as the released reader does.</summary>
    private string TextOf(JsonElement value, string name)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => StringOf(value, name),
            JsonValueKind.Number => value.GetRawText(),
            _ => throw Error($"expected a text, found {Describe(value)}.", name),
        };
        return text.Trim() is { Length: > 0 } trimmed ? trimmed : throw Error("the text is empty.", name);
    }

    /// <summary>The string, or an error where an escape is half of a surrogate pair.</summary>
    public string StringOf(JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Error("the text is not valid Unicode.", name);
        }
    }

    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => $"the text {Shorten(value.GetRawText())}",
        JsonValueKind.Number => $"the number {Shorten(value.GetRawText())}",
        JsonValueKind.Null => "null",
        _ => value.GetRawText(),
    };

    public static string FirstSentence(JsonException e)
    {
        var stop = e.Message.IndexOf(". ", StringComparison.Ordinal);
        return Shorten(stop < 0 ? e.Message : e.Message[..stop], 160);
    }

    private static string Shorten(string text, int length = 40) => text.Length <= length ? text : text[..length] + "…";
}
