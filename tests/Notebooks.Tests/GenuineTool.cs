using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Notebooks.Tests;

/// <summary>The tool <c>Microsoft.dotnet-interactive</c>, installed into the checkout's artifacts from wherever this machine gets packages.</summary>
/// <param name="Missing">Why the registry does not serve it; null when it is here.</param>
internal sealed partial record GenuineTool(string? Missing)
{
    internal const string Version = "1.0.712001";

    private const string RootInDocument = "/path/to/workbook";
    private const string ToolInDocument = "/path/to/tool";

    private static readonly Lazy<Task<GenuineTool>> OnThisMachine = new(InstallAsync);

    private static string Folder => Path.Combine(Checkout.Paths.Artifacts, "dotnet-interactive");

    private static string Program => Path.Combine(
        Folder, ".store", "microsoft.dotnet-interactive", Version, "microsoft.dotnet-interactive", Version, "tools", "net10.0", "any", "Microsoft.DotNet.Interactive.App.dll");

    /// <summary>The cases of a test that needs the tool, by name; or one that has no case and says by its name what could not be done.</summary>
    /// <param name="otherwise">What is not known where the tool cannot be had.</param>
    /// <param name="cases">The notebook of each case, and the beginning of its sentence.</param>
    public static async Task<IEnumerable<TheoryDataRow<string?, string?>>> CasesAsync(string otherwise, params (string Notebook, string Name)[] cases)
    {
        const string Tool = $"he genuine tool dotnet-interactive {Version}";
        return (await OnThisMachine.Value).Missing is { } missing
            ? [new(null, missing) { TestDisplayName = $"T{Tool} cannot be had here: {otherwise}" }]
            : [.. cases.Select(one => new TheoryDataRow<string?, string?>(one.Notebook, null) { TestDisplayName = $"{one.Name} t{Tool}" })];
    }

    /// <summary>Runs a notebook with the kernelspec that docs/notebooks.md gives, from a Jupyter folder with nothing else in it.</summary>
    public static async Task<PythonTool> RunAsync(string jupyter, params string[] arguments)
    {
        var spec = Path.Combine(jupyter, "kernels", ".net-csharp", "kernel.json");
        Directory.CreateDirectory(Path.GetDirectoryName(spec)!);
        await File.WriteAllTextAsync(spec, DocumentedKernelspec().ToJsonString());
        return await PythonTool.RunAsync("run_notebooks.py", arguments, ("JUPYTER_PATH", jupyter));
    }

    private static JsonObject DocumentedKernelspec()
    {
        var document = File.ReadAllText(Path.Combine(Checkout.Paths.Root, "docs", "notebooks.md"));
        var written = JsonBlock().Matches(document).Select(block => block.Groups[1].Value).Single(json => json.Contains("{connection_file}", StringComparison.Ordinal));
        var spec = JsonNode.Parse(written.Replace(RootInDocument, Checkout.Paths.Root).Replace(ToolInDocument, Folder))!.AsObject();
        // Where the system's C++ library is complete, set-up makes no folder, and the document says to leave the variable out.
        if (!Directory.Exists((string?)spec["env"]!["LD_LIBRARY_PATH"]))
            spec["env"]!.AsObject().Remove("LD_LIBRARY_PATH");
        return spec;
    }

    private static async Task<GenuineTool> InstallAsync()
    {
        if (File.Exists(Program))
            return new GenuineTool(Missing: null);
        var start = new ProcessStartInfo("dotnet", ["tool", "install", "Microsoft.dotnet-interactive", "--version", Version, "--tool-path", Folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var installed = await PythonTool.EndOf(process);
        if (installed.ExitCode == 0)
            return new GenuineTool(Missing: null);
        var said = (installed.Output + installed.Errors).Trim();
        return NotServed().IsMatch(said) ? new GenuineTool($"The registry of this machine does not serve the tool:\n{said}") : throw new InvalidOperationException($"The tool could not be installed:\n{said}");
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    /// <summary>No such package or version at the registry, or no registry that can be reached.</summary>
    [GeneratedRegex("NU110[123]|NU1301|NuGet feeds|Unable to load the service index|No such host|Connection refused", RegexOptions.IgnoreCase)]
    private static partial Regex NotServed();
}
