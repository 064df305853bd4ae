using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NotebookKernel.Evaluation;

/// <summary>Resolves <c>#r "nuget: Id, Version"</c> with the SDK's own restore, in a project of its own in a temporary folder.</summary>
internal sealed partial class NuGetPackages
{
    private readonly Dictionary<string, string> wanted = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> sources = [];

    public void AddSource(string source) => sources.Add(source);

    /// <summary>Parses what follows <c>nuget:</c>; null when it is no package.</summary>
    public static (string Id, string Version)? Parse(string argument)
    {
        var match = Package().Match(argument);
        return match.Success ? (match.Groups[1].Value, match.Groups[2].Success ? match.Groups[2].Value : "*") : null;
    }

    /// <summary>Restores a package with all those asked for before, and gives the files of all of them.</summary>
    public IReadOnlyList<RestoredPackage> Add(string id, string version, CancellationToken cancellation)
    {
        var before = wanted.GetValueOrDefault(id);
        wanted[id] = version;
        var folder = Directory.CreateTempSubdirectory("notebook-packages-").FullName;
        try
        {
            Restore(folder, cancellation);
            return RestoredPackage.ReadAll(Path.Combine(folder, "obj", "project.assets.json"));
        }
        catch
        {
            wanted.Remove(id);
            if (before is not null)
                wanted[id] = before;
            throw;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Restore(string folder, CancellationToken cancellation)
    {
        var project = Path.Combine(folder, "packages.csproj");
        new XElement(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement(
                "PropertyGroup",
                new XElement("TargetFramework", $"net{Environment.Version.Major}.0"),
                new XElement("RuntimeIdentifier", PortableRuntime.Identifier),
                new XElement("SelfContained", false),
                new XElement("UseAppHost", false),
                new XElement("RestoreAdditionalProjectSources", string.Join(';', sources))),
            new XElement(
                "ItemGroup",
                wanted.Select(package => new XElement(
                    "PackageReference", new XAttribute("Include", package.Key), new XAttribute("Version", Pinned(package.Value))))))
            .Save(project);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? DotnetProgram())
        {
            ArgumentList = { "restore", project, "--nologo", "--verbosity", "quiet" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        using var process = Process.Start(start)!;
        using var stopping = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(Messages(output.Result + errors.Result));
    }

    /// <summary>A plain version means that version and no other; a range or a wildcard stays one.</summary>
    private static string Pinned(string version) => version.IndexOfAny(['*', '[', '(', ',']) >= 0 ? version : $"[{version}]";

    private static string Messages(string output) =>
        string.Join('\n', ErrorMessage().Matches(output).Select(match => match.Value.Trim()).Distinct().DefaultIfEmpty(output.Trim()));

    private static string DotnetProgram() => Path.GetFullPath(Path.Combine(
        System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    [GeneratedRegex(@"^nuget:\s*([\w.\-]+)\s*(?:,\s*([^\s].*?))?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Package();

    [GeneratedRegex(@"(?<=error )\w+: [^\n\[]+")]
    private static partial Regex ErrorMessage();
}
