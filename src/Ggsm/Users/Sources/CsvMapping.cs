using System.Text.Json;

namespace Ggsm.Users.Sources;

/// <summary>What the columns of an event log mean.</summary>
/// <remarks>
/// <code>
/// {
///   "as_of": "2026-03-01T00:00:00Z",
///   "separator": ";",
///   "licence": "our own",
///   "events": [
///     {"file": "payments.csv", "id": "customer", "time": "paid at", "time_format": "unix", "modality": "bill",
///      "fields": {"merchant": "shop", "amount": {"column": "value", "number": true}}},
///     {"file": "clicks.csv", "id": "customer", "time": "when",
///      "modality": {"column": "kind", "values": {"PAGE": "spm", "SEARCH": "search", "BOT": null}},
///      "fields": {"thing": "target"}}
///   ],
///   "users": [
///     {"file": "people.csv", "id": "customer", "tabular": {"age": {"column": "age", "number": true}}, "labels": {"food": "likes food"}}
///   ]
/// }
/// </code>
/// <c>as_of</c> and <c>events</c> are required. A field is the name of its column, or an object that says that it is a
/// number. <c>separator</c> is a comma and <c>time_format</c> is <c>iso</c> unless said otherwise; times without an offset
/// are UTC. Any other field is an error.
/// </remarks>
/// <param name="AsOf">The moment between history and future, for every user.</param>
/// <param name="Separator">What divides columns.</param>
/// <param name="Licence">Under which terms the data may be used.</param>
/// <param name="Events">The files of events.</param>
/// <param name="Facts">The files of facts about users.</param>
public sealed record CsvMapping(DateTimeOffset AsOf, char Separator, string Licence, IReadOnlyList<CsvEvents> Events, IReadOnlyList<CsvFacts> Facts)
{
    private const string Iso = "iso";

    /// <summary>Reads a mapping.</summary>
    /// <exception cref="BadInputException">The file is missing or malformed: names the field.</exception>
    public static CsvMapping Load(string path)
    {
        using var reader = TextLines.Open(path);
        try
        {
            using var document = JsonDocument.Parse(reader.ReadToEnd(), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return new JsonRecord(document.RootElement.Clone(), path, line: 1).Make(Read);
        }
        catch (JsonException e)
        {
            throw new BadInputException($"the file is not valid JSON ({JsonRecord.FirstSentence(e)})", path, e.LineNumber + 1, inner: e);
        }
        catch (System.Text.DecoderFallbackException e)
        {
            throw new BadInputException("the file is not valid UTF-8.", path, remedy: "Save the file as UTF-8.", inner: e);
        }
    }

    private static CsvMapping Read(JsonRecord record)
    {
        record.AllowOnly("as_of", "separator", "licence", "events", "users");
        var separator = record.Has("separator") ? record.StringOf(record.Required("separator", "one character"), "separator") : ",";
        if (separator.Length != 1)
            throw record.Error($"expected one character, found \"{separator}\".", "separator");
        var asOf = record.Time("as_of");
        if (asOf.Year is < 1900 or > 9000)
            throw record.Error("expected a date between the years 1900 and 9000.", "as_of");
        CsvEvents[] events = [.. Children(record, "events").Select(ReadEvents)];
        if (events.Length == 0)
            throw record.Error("no file of events is named.", "events");
        return new CsvMapping(
            asOf, separator[0], record.OptionalText("licence") ?? "not stated by the mapping", events,
            record.Has("users") ? [.. Children(record, "users").Select(ReadFacts)] : []);
    }

    private static CsvEvents ReadEvents(JsonRecord record)
    {
        record.AllowOnly("file", "id", "time", "time_format", "modality", "fields");
        var modality = record.Required("modality", "a modality, or an object with column and values");
        var fields = ReadFields(record, "fields");
        if (fields.Count == 0)
            throw record.Error("an event needs at least one field.", "fields");
        if (fields.Any(f => f.Name == UsersFile.TimeField))
            throw record.Error("this is the name of the event's own time in users.jsonl.", $"fields.{UsersFile.TimeField}", "Give the field another name.");
        var values = new Dictionary<string, Modality?>();
        string? column = null;
        if (modality.ValueKind == JsonValueKind.Object)
        {
            var choice = record.Child("modality", modality);
            choice.AllowOnly("column", "values");
            column = choice.Text("column");
            var names = choice.Child("values", choice.Required("values", "an object from values to modalities"));
            foreach (var property in names.Element.EnumerateObject())
                values[property.Name] = property.Value.ValueKind == JsonValueKind.Null ? null : ModalityOf(names, property.Name);
        }

        return new CsvEvents(
            record.Text("file"), record.Text("id"), record.Text("time"), TimeFormat(record),
            column is null ? ModalityOf(record, "modality") : null, column, values, fields);
    }

    private static string TimeFormat(JsonRecord record)
    {
        var format = record.OptionalText("time_format") ?? Iso;
        return format is Iso or "unix" or "unix_ms" || TimeText.FaultOf(format) is not { } fault
            ? format
            : throw record.Error($"\"{format}\" cannot be used: {fault}.", "time_format", "Give iso, unix, unix_ms, or a .NET pattern such as dd.MM.yyyy HH:mm.");
    }

    private static CsvFacts ReadFacts(JsonRecord record)
    {
        record.AllowOnly("file", "id", "tabular", "labels");
        return new CsvFacts(record.Text("file"), record.Text("id"), ReadFields(record, "tabular"), ReadFields(record, "labels"));
    }

    private static Modality ModalityOf(JsonRecord record, string field)
    {
        var name = record.Text(field);
        foreach (var modality in Modalities.OfEvents)
        {
            if (modality.Name() == name)
                return modality;
        }

        throw record.Error($"\"{name}\" is no modality of events.", field, $"Modalities: {string.Join(", ", Modalities.OfEvents.Select(m => m.Name()))}.");
    }

    private static List<CsvField> ReadFields(JsonRecord record, string name)
    {
        var fields = new List<CsvField>();
        if (!record.Has(name))
            return fields;
        var child = record.Child(name, record.Required(name, "an object from fields to columns"));
        foreach (var property in child.Element.EnumerateObject())
        {
            if (string.IsNullOrWhiteSpace(property.Name))
                throw child.Error("a field has no name.");
            if (property.Value.ValueKind != JsonValueKind.Object)
            {
                fields.Add(new CsvField(property.Name, child.Text(property.Name), false));
                continue;
            }

            var field = child.Child(property.Name, property.Value);
            field.AllowOnly("column", "number");
            var number = field.Has("number") ? field.Required("number", "true or false") : default;
            if (number.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Undefined))
                throw field.Error($"expected true or false, found {JsonRecord.Describe(number)}.", "number");
            fields.Add(new CsvField(property.Name, field.Text("column"), number.ValueKind == JsonValueKind.True));
        }

        return fields;
    }

    private static IEnumerable<JsonRecord> Children(JsonRecord record, string name)
    {
        var array = record.Required(name, "an array");
        return array.ValueKind == JsonValueKind.Array
            ? array.EnumerateArray().Select((element, i) => record.Child($"{name}[{i}]", element))
            : throw record.Error($"expected an array, found {JsonRecord.Describe(array)}.", name);
    }
}
