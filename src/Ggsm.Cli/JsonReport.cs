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
        OutputFile.ProveWritable(path, "--json");
        return new JsonReport(Path.GetFullPath(path));
    }

    public void Write(JsonObject content)
    {
        if (path is not null)
            AtomicFile.WriteText(path, content.ToJsonString(Layout) + "\n");
    }
}
