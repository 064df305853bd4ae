using System.Text.Json;

namespace Ggsm.Cli.Testing;

/// <summary>Reads the report a test project leaves (the Common Test Report Format that xunit writes).</summary>
internal static class TestReportReader
{
    public static TestOutcome Read(string project, string reportPath, int exitCode, TimeSpan duration)
    {
        if (!File.Exists(reportPath))
            return new TestOutcome(project, 0, [], [], $"the project crashed (exit code {exitCode}) before it reported", duration);

        using var report = JsonDocument.Parse(File.ReadAllText(reportPath));
        var tests = report.RootElement.GetProperty("results").GetProperty("tests").EnumerateArray().ToList();
        var passed = tests.Count(t => StatusOf(t) == "passed");
        var skipped = tests.Where(t => StatusOf(t) is "skipped" or "pending").Select(Describe).ToList();
        var failed = tests.Where(t => StatusOf(t) is not ("passed" or "skipped" or "pending")).Select(t => NameOf(t)).ToList();
        return new TestOutcome(project, passed, failed, skipped, FaultOf(passed, failed.Count, exitCode), duration);
    }

    private static string? FaultOf(int passed, int failed, int exitCode)
    {
        if (passed + failed == 0)
            return "the project ran no test";
        return exitCode != 0 && failed == 0 ? $"the project ended with exit code {exitCode} though no test failed" : null;
    }

    private static string Describe(JsonElement test) =>
        test.TryGetProperty("extra", out var extra) && extra.TryGetProperty("reason", out var reason) ? $"{NameOf(test)} ({reason.GetString()})" : NameOf(test);

    private static string NameOf(JsonElement test) => test.GetProperty("name").GetString()?.Replace("\\\"", "\"", StringComparison.Ordinal) ?? "a test without a name";

    private static string? StatusOf(JsonElement test) => test.GetProperty("status").GetString();
}
