using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Ggsm.Cli.Testing;

/// <summary>
/// Reads what <c>dotnet test --output Detailed</c> prints while it runs: failures, projects and the summary are shown,
/// passed tests only counted now and then.
/// </summary>
internal sealed partial class TestRun(TextWriter output)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly Stopwatch sinceCount = Stopwatch.StartNew();
    private readonly Dictionary<string, int> totals = new(StringComparer.Ordinal);
    private readonly List<string> failedNames = [];
    private readonly List<string> skippedNames = [];
    private int finished;
    private bool shown = true;
    private bool inSummary;
    private int exitCode;

    public int Passed => totals.GetValueOrDefault("succeeded");

    public int Skipped => totals.GetValueOrDefault("skipped");

    /// <summary>Failed tests; each project that crashed or ran no test counts as one more, and so does a run that ends badly without a failure.</summary>
    public int Failed
    {
        get
        {
            var failed = totals.GetValueOrDefault("failed") + totals.GetValueOrDefault("error");
            return failed == 0 && (exitCode != 0 || Passed == 0) ? 1 : failed;
        }
    }

    public void OnLine(string line)
    {
        inSummary |= line.StartsWith("Test run summary:", StringComparison.Ordinal);
        if (inSummary && Total().Match(line) is { Success: true } total)
            totals[total.Groups[1].Value] = int.Parse(total.Groups[2].Value);

        if (!char.IsWhiteSpace(line.FirstOrDefault(' ')))
        {
            var test = Test().Match(line);
            shown = !test.Success || test.Groups[1].Value == "failed";
            if (test.Success)
            {
                finished++;
                if (test.Groups[1].Value != "passed")
                    (shown ? failedNames : skippedNames).Add(test.Groups[2].Value);
            }
        }

        if (shown)
        {
            output.WriteLine(line);
        }
        else if (sinceCount.Elapsed > Interval)
        {
            output.WriteLine($"  {finished} tests so far");
            output.Flush();
            sinceCount.Restart();
        }
    }

    /// <summary>Names every failed and every skipped test, then the counts alone on the last line.</summary>
    public void Close(int exitCode)
    {
        this.exitCode = exitCode;
        foreach (var name in skippedNames)
            output.WriteLine($"skipped: {name}");
        foreach (var name in failedNames)
            output.WriteLine($"failed: {name}");
        if (failedNames.Count == 0 && Failed > 0)
            output.WriteLine($"failed: the run ended with exit code {exitCode} though no test failed; see above.");
        output.WriteLine($"{Passed} passed, {Failed} failed" + (Skipped > 0 ? $", {Skipped} skipped" : ""));
    }

    [GeneratedRegex(@"^(passed|failed|skipped) (.+?)(?: \([\dhms .]+\))?$")]
    private static partial Regex Test();

    [GeneratedRegex(@"^\s+(succeeded|failed|skipped|error): (\d+)$")]
    private static partial Regex Total();
}
