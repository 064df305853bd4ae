using System.Globalization;

namespace Ggsm.Users.Sources;

/// <summary>
/// An event log in comma-separated files, in any order of rows: a mapping says what the columns mean. Rows outside the
/// windows of history and future are left out, and so are users without an event in them. A log larger than the memory
/// is sorted on disk.
/// </summary>
public sealed class CsvEventLog : IUserSource
{
    private const string Remedy = "Correct the file, or the mapping if it names the wrong column.";

    private readonly string path;
    private readonly CsvMapping mapping;

    /// <param name="path">The folder of the mapping's files; or one file, when the mapping names one file only.</param>
    /// <param name="mapping">What the columns mean.</param>
    public CsvEventLog(string path, CsvMapping mapping)
    {
        this.path = path;
        this.mapping = mapping;
    }

    /// <inheritdoc/>
    public string Kind => "csv";

    /// <inheritdoc/>
    public string Licence => mapping.Licence;

    /// <inheritdoc/>
    public IEnumerable<UserProfile> Read(CancellationToken cancellation = default)
    {
        var files = mapping.Events.Select(e => e.File).Concat(mapping.Facts.Select(f => f.File)).Distinct().ToDictionary(f => f, Locate);
        using var spill = new HashPartitionedUsers(files.Values.Sum(f => new FileInfo(f).Length));
        foreach (var events in mapping.Events)
            AddEvents(events, files[events.File], spill, cancellation);
        foreach (var facts in mapping.Facts)
            AddFacts(facts, files[facts.File], spill, cancellation);
        foreach (var user in spill.Read(cancellation))
        {
            if (user.History.Count + user.Future.Count > 0)
                yield return user;
        }
    }

    private string Locate(string file)
    {
        var found = Directory.Exists(path) ? Path.Combine(path, file) : path;
        if (!Directory.Exists(path) && Path.GetFileName(path) != file)
        {
            throw new BadInputException($"the mapping names {file}, and the input is not a folder with this file in it.", path,
                remedy: "Name the folder that holds the mapping's files.");
        }

        return File.Exists(found) ? found : throw new BadInputException("the file does not exist.", found, remedy: "Check the name in the mapping.");
    }

    private void AddEvents(CsvEvents events, string file, HashPartitionedUsers spill, CancellationToken cancellation)
    {
        var from = mapping.AsOf - UserProfile.HistoryWindow;
        var until = mapping.AsOf + UserProfile.FutureWindow;
        string[] columns = [events.Id, events.Time, .. events.Fields.Select(f => f.Column), .. events.ModalityColumn is { } told ? new[] { told } : []];
        using var table = new CsvTable(file, mapping.Separator, Remedy, columns);
        while (table.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            var id = table.Text(events.Id).Trim();
            var time = TimeOf(table, events);
            var modality = ModalityOf(table, events);
            var fields = FieldsOf(table, events.Fields);
            if (fields.Count == 0)
                throw table.Error("every field of the event is empty.", events.Fields[0].Column);
            if (modality is { } known && time >= from && time < until)
            {
                UserEvent[] row = [new UserEvent(time, known, fields)];
                spill.Add(Empty(id) with { History = time < mapping.AsOf ? row : [], Future = time < mapping.AsOf ? [] : row });
            }
        }
    }

    private void AddFacts(CsvFacts facts, string file, HashPartitionedUsers spill, CancellationToken cancellation)
    {
        string[] columns = [facts.Id, .. facts.Tabular.Concat(facts.Labels).Select(f => f.Column)];
        using var table = new CsvTable(file, mapping.Separator, Remedy, columns);
        while (table.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            var labels = new Dictionary<string, int>();
            foreach (var label in facts.Labels)
            {
                var text = table.OptionalText(label.Column);
                if (text.Length > 0)
                    labels[label.Name] = text switch { "0" => 0, "1" => 1, _ => throw table.Error($"expected 0, 1 or nothing, found \"{text}\".", label.Column) };
            }

            spill.Add(Empty(table.Text(facts.Id).Trim()) with { Tabular = FieldsOf(table, facts.Tabular), Labels = labels });
        }
    }

    private UserProfile Empty(string id) => new(id, mapping.AsOf, [], [], [], new Dictionary<string, int>());

    private static List<EventField> FieldsOf(CsvTable table, IReadOnlyList<CsvField> fields)
    {
        var found = new List<EventField>(fields.Count);
        foreach (var field in fields)
        {
            var text = table.OptionalText(field.Column);
            if (text.Length == 0)
                continue;
            found.Add(field.IsNumber ? EventField.Of(field.Name, table.Number(field.Column, double.MinValue, double.MaxValue)) : EventField.Of(field.Name, text));
        }

        return found;
    }

    private static Modality? ModalityOf(CsvTable table, CsvEvents events)
    {
        if (events.ModalityColumn is not { } column)
            return events.Modality;
        var value = table.Text(column).Trim();
        return events.ModalityValues.TryGetValue(value, out var modality)
            ? modality
            : throw table.Error(
                $"the mapping does not say which modality \"{value}\" is; it knows {string.Join(", ", events.ModalityValues.Keys)} (null leaves rows out).", column);
    }

    private static DateTimeOffset TimeOf(CsvTable table, CsvEvents events)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;
        var text = table.Text(events.Time).Trim();
        switch (events.TimeFormat)
        {
            case "unix":
                return table.Time(events.Time);
            case "unix_ms":
                return NumberText.TryWhole(text, out var ms) && ms >= 0 && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                    ? DateTimeOffset.FromUnixTimeMilliseconds(ms)
                    : throw table.Error($"expected milliseconds since 1970, found \"{text}\".", events.Time);
            case "iso":
                return TimeText.TryIso(text, out var time)
                    ? time
                    : throw table.Error($"expected {TimeText.Notation}, found \"{text}\"; the mapping's time_format names another notation.", events.Time);
            default:
                return DateTimeOffset.TryParseExact(text, events.TimeFormat, CultureInfo.InvariantCulture, Utc, out var exact)
                    ? exact
                    : throw table.Error($"expected a time as {events.TimeFormat}, found \"{text}\".", events.Time);
        }
    }
}
