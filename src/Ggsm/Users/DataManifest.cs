using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ggsm.Users;

/// <summary><c>manifest.json</c>: where a data folder comes from and how to make it again.</summary>
internal static class DataManifest
{
    private const string FileName = "manifest.json";

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

    /// <summary>Refuses a data file whose folder says that a newer version made it; folders need no manifest.</summary>
    /// <exception cref="BadInputException">The manifest beside the file is newer.</exception>
    public static void RefuseNewer(string dataFile) =>
        FormatVersion.RefuseNewer(Path.Combine(Path.GetDirectoryName(dataFile) ?? "", FileName), CurrentFormatVersion);
}
