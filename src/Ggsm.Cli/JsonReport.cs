using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ggsm.Cli;

/// <summary>The file behind <c>--json FILE</c>: the command's numbers, with snake_case names. It is proved writable before the work starts.</summary>
internal sealed class JsonReport
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true };

    private readonly string? path;

    private JsonReport(string? path) => this.path = path;

    public static Option<string?> CreateOption() => new("--json")
    {
        HelpName = "FILE",
        Description = "Also write the numbers to FILE as JSON (snake_case names).",
    };

    /// <exception cref="BadInputException">The file cannot be written.</exception>
    public static JsonReport Open(string? path)
    {
        if (path is null)
            return new JsonReport(null);
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw new BadInputException("--json names a folder; a file was expected.", full, remedy: "Name a file in it, for example m.json.");
        try
        {
            var probe = $"{full}.{Guid.NewGuid():N}.partial";
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the --json file cannot be written ({e.Message})", full,
                remedy: "Name a file in a folder that exists and that you may write to.", inner: e);
        }

        return new JsonReport(full);
    }

    public void Write(JsonObject content)
    {
        if (path is not null)
            AtomicFile.WriteText(path, content.ToJsonString(Layout) + "\n");
    }
}
