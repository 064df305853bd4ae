using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ggsm.Users;

/// <summary>
/// Reads and writes <c>users.jsonl</c>, one user a line, streamed: the size of the file does not matter.
/// </summary>
/// <remarks>
/// <code>
/// {"id": "u1", "as_of": "2026-03-01T00:00:00Z",
///  "bill": [{"time": "2026-02-27T12:30:00Z", "item": "noodles", "amount": 12}],
///  "minipro": [], "spm": [], "app": [], "search": [],
///  "tabular": {"payments per week": 3},
///  "future": {"bill": [], "minipro": [], "spm": [], "app": [], "search": []},
///  "labels": {"food": 1}}
/// </code>
/// <c>id</c> and <c>as_of</c> are required; everything else may be missing. An event has a <c>time</c> (<see cref="TimeText"/>: ISO 8601; UTC
/// when no offset is given) and any further fields, each a text or a number, kept in their order. Times of history lie
/// before <c>as_of</c>, times of <c>future</c> at or after it. A label is 0 or 1. Any other field is an error.
/// </remarks>
public static class UsersFile
{
    /// <summary>The field of an event that says when it was; no other field can have this name.</summary>
    internal const string TimeField = "time";

    private const string Expected = "a text or a number";

    private static readonly string[] Fields =
        ["id", "as_of", .. Modalities.All.Select(m => m.Name()), "future", "labels"];

    private static readonly string[] FutureFields = [.. Modalities.OfEvents.Select(m => m.Name())];

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The users, one by one, as they are asked for.</summary>
    /// <exception cref="BadInputException">
    /// The file is missing, a newer version of the workbook made its folder, or a line is malformed: names line and field.
    /// </exception>
    public static IEnumerable<UserProfile> Read(string path)
    {
        DataManifest.RefuseNewer(path);
        return TextLines.Read(path).Select(line => Parse(line.Text, path, line.Number));
    }

    /// <summary>Writes the users, one line each, as they come.</summary>
    public static void Write(Stream stream, IEnumerable<UserProfile> users)
    {
        foreach (var user in users)
        {
            using (var writer = new Utf8JsonWriter(stream, WriterOptions))
                WriteProfile(writer, user);
            stream.WriteByte((byte)'\n');
        }
    }

    /// <summary>One line of the file.</summary>
    internal static UserProfile Parse(string text, string path, long line) => JsonRecord.Parse(text, path, line).Make(ToProfile);

    private static void WriteProfile(Utf8JsonWriter writer, UserProfile user)
    {
        writer.WriteStartObject();
        writer.WriteString("id", user.Id);
        WriteTime(writer, "as_of", user.AsOf);
        WriteEvents(writer, user.History);
        writer.WriteStartObject("tabular");
        WriteFields(writer, user.Tabular);
        writer.WriteEndObject();
        if (user.Future.Count > 0)
        {
            writer.WriteStartObject("future");
            WriteEvents(writer, user.Future);
            writer.WriteEndObject();
        }

        if (user.Labels.Count > 0)
        {
            writer.WriteStartObject("labels");
            foreach (var (name, value) in user.Labels)
                writer.WriteNumber(name, value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteEvents(Utf8JsonWriter writer, IReadOnlyList<UserEvent> events)
    {
        foreach (var modality in Modalities.OfEvents)
        {
            writer.WriteStartArray(modality.Name());
            foreach (var userEvent in events.Where(e => e.Modality == modality))
            {
                writer.WriteStartObject();
                WriteTime(writer, TimeField, userEvent.Time);
                WriteFields(writer, userEvent.Fields);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteFields(Utf8JsonWriter writer, IReadOnlyList<EventField> fields)
    {
        foreach (var field in fields)
        {
            if (field.Number is { } number)
                writer.WriteNumber(field.Name, number);
            else
                writer.WriteString(field.Name, field.Text);
        }
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset time) =>
        writer.WriteString(name, TimeText.Write(time));

    private static UserProfile ToProfile(JsonRecord record)
    {
        record.AllowOnly(Fields);
        var asOf = record.Time("as_of");
        var future = record.Has("future") ? record.Child("future", record.Element.GetProperty("future")) : null;
        future?.AllowOnly(FutureFields);
        return new UserProfile(
            record.Text("id"),
            asOf,
            ReadEvents(record, e => e < asOf, $"history ends before as_of ({TimeText.Write(asOf)})"),
            record.Has("tabular") ? ReadFields(record.Child("tabular", record.Element.GetProperty("tabular")), skip: null) : [],
            future is null ? [] : ReadEvents(future, e => e >= asOf, $"the future starts at as_of ({TimeText.Write(asOf)})"),
            ReadLabels(record));
    }

    private static UserEvent[] ReadEvents(JsonRecord record, Func<DateTimeOffset, bool> belongs, string rule)
    {
        var events = new List<UserEvent>();
        foreach (var modality in Modalities.OfEvents)
        {
            if (!record.Element.TryGetProperty(modality.Name(), out var array))
                continue;
            if (array.ValueKind != JsonValueKind.Array)
                throw record.Error($"expected an array of events, found {JsonRecord.Describe(array)}.", modality.Name());
            var index = 0;
            foreach (var element in array.EnumerateArray())
            {
                var item = record.Child(modality.Name(), element, index++);
                var time = item.Time(TimeField);
                if (!belongs(time))
                    throw item.Error($"the time {TimeText.Write(time)} is on the wrong side: {rule}.", TimeField);
                events.Add(new UserEvent(time, modality, ReadFields(item, skip: TimeField)));
            }
        }

        return [.. events.OrderBy(e => e.Time)];
    }

    private static List<EventField> ReadFields(JsonRecord record, string? skip)
    {
        var fields = new List<EventField>();
        foreach (var property in record.Element.EnumerateObject())
        {
            if (property.Name == skip)
                continue;
            fields.Add(property.Value.ValueKind switch
            {
                JsonValueKind.String => EventField.Of(property.Name, record.StringOf(property.Value, property.Name)),
                JsonValueKind.Number => EventField.Of(property.Name, record.OptionalNumber(property.Name)!.Value),
                _ => throw record.Error($"expected {Expected}, found {JsonRecord.Describe(property.Value)}.", property.Name),
            });
        }

        return fields;
    }

    private static Dictionary<string, int> ReadLabels(JsonRecord record)
    {
        var labels = new Dictionary<string, int>();
        if (!record.Has("labels"))
            return labels;
        var child = record.Child("labels", record.Element.GetProperty("labels"));
        foreach (var property in child.Element.EnumerateObject())
        {
            labels[property.Name] = property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt32(out var label) && label is 0 or 1
                ? label
                : throw child.Error($"expected 0 or 1, found {JsonRecord.Describe(property.Value)}.", property.Name);
        }

        return labels;
    }
}
