using System.Diagnostics;

namespace Ggsm.Cli.Testing;

/// <summary>One built test project.</summary>
internal sealed class TestProject(string root, string name)
{
    public string Name => name;

    private string Program => Path.Combine(root, "artifacts", "bin", name, "release", $"{name}.dll");

    /// <summary>Every test project of the checkout, by name.</summary>
    public static IReadOnlyList<TestProject> FindAll(string root) =>
        [.. Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal)
            .Select(name => new TestProject(root, name))];

    /// <summary>Those whose name contains one of <paramref name="names"/>; all of them when there are none.</summary>
    /// <exception cref="BadInputException">A name fits no project.</exception>
    public static IReadOnlyList<TestProject> Select(IReadOnlyList<TestProject> projects, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (!projects.Any(p => p.Fits(name)))
            {
                throw new BadInputException($"no test project's name contains '{name}'.", field: "NAME",
                    remedy: $"Projects: {string.Join(", ", projects.Select(p => p.Name))}.");
            }
        }

        return names.Count == 0 ? projects : [.. projects.Where(p => names.Any(p.Fits))];
    }

    /// <summary>Runs the project; failures are written to <paramref name="output"/> as they happen.</summary>
    public async Task<TestOutcome> RunAsync(TextWriter output, CancellationToken cancellation)
    {
        if (!File.Exists(Program))
            return new TestOutcome(name, 0, [], [], $"{Program} is not built", TimeSpan.Zero);

        var results = Path.Combine(root, "artifacts", "test-results");
        var report = Path.Combine(results, $"{name}.json");
        Directory.CreateDirectory(results);
        File.Delete(report);
        var watch = Stopwatch.StartNew();
        var exitCode = await ChildProcess.RunAsync(
            "dotnet",
            [Program, "--report-ctrf", "--report-ctrf-filename", Path.GetFileName(report), "--results-directory", results, "--no-progress", "--no-ansi", "--output", "Detailed"],
            new TestProgress(output).OnLine,
            cancellation);
        return TestReportReader.Read(name, report, exitCode, watch.Elapsed);
    }

    private bool Fits(string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);
}
