using System.Text.Json;

namespace Ggsm;

/// <summary>
/// The <c>format_version</c> of the files this workbook writes. A file without one is of the first format; one of a newer
/// format than this version reads is refused before anything in it is believed.
/// </summary>
internal static class FormatVersion
{
    /// <summary>The field's name.</summary>
    public const string Field = "format_version";

    /// <summary>Refuses a newer file. One that is missing or no JSON is left to its reader.</summary>
    /// <exception cref="BadInputException">The file is newer than <paramref name="newest"/>.</exception>
    public static void RefuseNewer(string path, int newest)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            RefuseNewer(document.RootElement, path, newest);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    /// <summary>Refuses a newer file.</summary>
    /// <param name="root">The file's content.</param>
    /// <param name="path">The file, for the message.</param>
    /// <param name="newest">The newest format this version reads.</param>
    /// <exception cref="BadInputException">The file is newer.</exception>
    public static void RefuseNewer(JsonElement root, string path, int newest)
    {
        if (root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty(Field, out var version)
            && version.ValueKind == JsonValueKind.Number
            && version.GetDouble() > newest)
        {
            throw new BadInputException(
                $"the file was written by a newer version of the workbook (format {version.GetRawText()}; this version reads up to {newest}).",
                path, field: Field, remedy: "Update the workbook, or use a folder that this version made.");
        }
    }
}
