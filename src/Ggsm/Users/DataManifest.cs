using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ggsm.Users;

/// <summary>Writes <c>manifest.json</c>: where a data folder comes from and how to make it again.</summary>
internal static class DataManifest
{
    public static JsonSerializerOptions JsonOptions { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static void Write(string folder, string kind, string? command, ulong seed, string licence, JsonNode counts)
    {
        var manifest = new JsonObject { ["kind"] = kind, ["command"] = command, ["seed"] = seed, ["licence"] = licence, ["counts"] = counts };
        AtomicFile.WriteText(Path.Combine(folder, "manifest.json"), manifest.ToJsonString(JsonOptions) + "\n");
    }
}
