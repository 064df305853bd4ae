using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ggsm.Users;

/// <summary><c>manifest.json</c>: where a data folder comes from and how to make it again.</summary>
internal static class DataManifest
{
    public const string FileName = "manifest.json";

    /// <summary>The format this version writes, and the newest it reads.</summary>
    private const int CurrentFormatVersion = 1;

    public static JsonSerializerOptions JsonOptions { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static void Write(string folder, string kind, string? command, ulong seed, string licence, JsonNode counts)
    {
        var manifest = new JsonObject
        {
            [FormatVersion.Field] = CurrentFormatVersion,
            ["kind"] = kind,
            ["command"] = command,
            ["seed"] = seed,
            ["licence"] = licence,
            ["counts"] = counts,
        };
        AtomicFile.WriteText(Path.Combine(folder, FileName), manifest.ToJsonString(JsonOptions) + "\n");
    }

    /// <summary>Adds what was done to a folder later, under a name of its own and in the place of an earlier note; a folder without manifest gets none.</summary>
    /// <exception cref="BadInputException">The manifest is no JSON object.</exception>
    public static void Note(string folder, string name, JsonNode note)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return;
        var manifest = Parse(path);
        manifest.Remove(name);
        manifest[name] = note;
        AtomicFile.WriteText(path, manifest.ToJsonString(JsonOptions) + "\n");
    }

    private static JsonObject Parse(string path)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllText(path)) is JsonObject manifest)
                return manifest;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new BadInputException("expected a JSON object.", path, remedy: "Mend the file or remove it; data need none.");
    }

    /// <summary>Refuses a data file whose folder says that a newer version made it; folders need no manifest.</summary>
    /// <exception cref="BadInputException">The manifest beside the file is newer.</exception>
    public static void RefuseNewer(string dataFile) =>
        FormatVersion.RefuseNewer(Path.Combine(Path.GetDirectoryName(dataFile) ?? "", FileName), CurrentFormatVersion);
}
