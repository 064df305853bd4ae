using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ggsm.Runs;

/// <summary>How a run folder writes JSON: snake_case names and enum values, absent rather than null, unknown fields refused.</summary>
internal static class RunJson
{
    private const int LongestReason = 300;

    public static JsonSerializerOptions Line { get; } = Options(indented: false);

    public static JsonSerializerOptions Document { get; } = Options(indented: true);

    /// <summary>Reads a whole file, naming file, line and field when it cannot be read.</summary>
    public static T ReadFile<T>(string path) => Parse<T>(InputFile.ReadText(path, "the file"), path, line: null);

    /// <summary>Reads a whole file unless it is of a newer format.</summary>
    /// <param name="path">The file.</param>
    /// <param name="newest">The newest format this version reads.</param>
    public static T ReadFile<T>(string path, int newest)
    {
        FormatVersion.RefuseNewer(path, newest);
        return ReadFile<T>(path);
    }

    /// <summary>Parses one document; <paramref name="line"/> is the line it stands on, or null when it is a file of its own.</summary>
    public static T Parse<T>(string json, string path, long? line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Line)
                ?? throw new BadInputException("an object is expected, null was found.", path, line);
        }
        catch (JsonException e)
        {
            var field = e.Path is null or "$" ? null : e.Path.TrimStart('$', '.');
            throw new BadInputException(
                $"this is not what a run writes ({FirstSentence(e.Message)})", path, line ?? e.LineNumber + 1, field, inner: e);
        }
    }

    /// <summary>The values in which two records differ, by their dotted paths in the file.</summary>
    public static IReadOnlyList<string> Differences<T>(T value, T other)
    {
        var mine = Leaves(JsonSerializer.SerializeToElement(value, Line), "").ToDictionary();
        var others = Leaves(JsonSerializer.SerializeToElement(other, Line), "").ToDictionary();
        return [.. mine.Keys.Union(others.Keys).Where(path => mine.GetValueOrDefault(path) != others.GetValueOrDefault(path))];
    }

    /// <summary>An indented document ending in a newline.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Document) + "\n";

    private static IEnumerable<(string Path, string Text)> Leaves(JsonElement value, string path) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().SelectMany(inner => Leaves(inner.Value, path.Length == 0 ? inner.Name : $"{path}.{inner.Name}"))
        : [(path, value.GetRawText())];

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        var first = (end < 0 ? message : message[..end]).ReplaceLineEndings(" ");
        return first.Length <= LongestReason ? first : $"{first[..LongestReason]}…";
    }

    private static JsonSerializerOptions Options(bool indented) => new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        WriteIndented = indented,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };
}
