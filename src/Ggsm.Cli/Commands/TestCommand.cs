using System.CommandLine;
using System.Text.Json.Nodes;
using Ggsm.Cli.Testing;

namespace Ggsm.Cli.Commands;

/// <summary><c>test</c>: the test projects through <c>dotnet test</c>, side by side, summed up in one closing line.</summary>
internal static class TestCommand
{
    public static Command Create(Terminal terminal)
    {
        var names = NamesArgument.Create("NAME",
            "Only the test projects whose name contains NAME (case does not matter).");
        var json = JsonReport.CreateOption();
        var command = new Command("test", "Run every test; the last line is `N passed, N failed`. Ends 1 when one fails, or when a project runs none.")
        {
            names, json,
        };
        command.SetAction((parsed, cancellation) => RunAsync(terminal, parsed.GetValue(names)!, JsonReport.Open(parsed.GetValue(json)), cancellation));
        return command;
    }

    /// <summary>The test projects whose name contains one of <paramref name="names"/>; all of them when there are none.</summary>
    /// <exception cref="BadInputException">A name fits no project.</exception>
    internal static IReadOnlyList<string> Select(IReadOnlyList<string> projects, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (!projects.Any(project => Fits(project, name)))
            {
                throw new BadInputException($"no test project's name contains '{name}'.", field: "NAME",
                    remedy: $"Projects: {string.Join(", ", projects)}.");
            }
        }

        return names.Count == 0 ? projects : [.. projects.Where(project => names.Any(name => Fits(project, name)))];
    }

    private static async Task<int> RunAsync(Terminal terminal, string[] names, JsonReport report, CancellationToken cancellation)
    {
        var all = Directory.EnumerateFiles(WorkbookRoot.Combine("tests"), "*.Tests.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal).ToList();
        var run = new TestRun(terminal.Output);
        run.Close(await ChildProcess.RunAsync(
            "dotnet",
            [
                "test", "--root-directory", WorkbookRoot.Path, "--test-modules", string.Join(';', Select(all, names).Select(Program)),
                // One more than there are cores: the kernel's tests and the browser's wait more than they compute.
                "--max-parallel-test-modules", $"{Environment.ProcessorCount + 1}",
                "--no-progress", "--no-ansi", "--output", "Detailed",
            ],
            run.OnLine,
            cancellation,
            // Its global.json says which runner dotnet test takes.
            workingDirectory: WorkbookRoot.Path));
        report.Write(new JsonObject
        {
            ["passed"] = run.Passed,
            ["failed"] = run.Failed,
            ["skipped"] = run.Skipped,
        });
        return run.Failed == 0 ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static bool Fits(string project, string part) => project.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static string Program(string project) => $"artifacts/bin/{project}/release/{project}.dll";
}
