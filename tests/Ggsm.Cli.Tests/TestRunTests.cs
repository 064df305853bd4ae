using Ggsm.Cli.Commands;
using Ggsm.Cli.Testing;

namespace Ggsm.Cli.Tests;

public sealed class TestRunTests
{
    [Fact]
    public void Passed_failed_and_skipped_tests_are_counted_and_the_last_two_named()
    {
        var (run, text) = Read(2, ["passed A (1ms)", "failed B (2s 001ms)", "skipped C (0ms)", .. Summary(passed: 1, failed: 1, skipped: 1)]);

        Assert.Equal((1, 1, 1), (run.Passed, run.Failed, run.Skipped));
        Assert.Contains("failed: B\n", text, StringComparison.Ordinal);
        Assert.Contains("skipped: C\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n1 passed, 1 failed, 1 skipped\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_skipped_tests_the_closing_line_is_passed_and_failed_alone() =>
        Assert.EndsWith("\n2 passed, 0 failed\n", Read(0, ["passed A (1ms)", "passed B(x: \"(1ms)\") (1ms)", .. Summary(passed: 2)]).Text, StringComparison.Ordinal);

    [Fact]
    public void A_project_that_crashed_or_ran_no_test_counts_as_failed()
    {
        var (run, text) = Read(8, ["passed A (1ms)", "P.dll (net10.0|x64) Zero tests ran (3ms)", .. Summary(passed: 1, faults: 1)]);

        Assert.Equal(1, run.Failed);
        Assert.Contains("Zero tests ran", text, StringComparison.Ordinal);
        Assert.Contains("exit code 8", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_but_skipped_tests_counts_as_failed() =>
        Assert.Equal(1, Read(0, ["skipped C (0ms)", .. Summary(skipped: 1)]).Run.Failed);

    [Fact]
    public void A_run_that_ended_before_its_summary_counts_as_failed_with_its_exit_code()
    {
        var (run, text) = Read(139, "passed A (1ms)");

        Assert.Equal(1, run.Failed);
        Assert.Contains("139", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_exit_code_with_every_test_passed_counts_as_failed() =>
        Assert.Equal(1, Read(134, ["passed A (1ms)", .. Summary(passed: 1)]).Run.Failed);

    [Fact]
    public void While_tests_run_failures_are_shown_in_full_and_passes_are_not()
    {
        using var output = new StringWriter();
        var run = new TestRun(output);

        foreach (var line in (string[])["passed A (1ms)", "  from P.dll", "failed B (2ms)", "  Assert.Equal() Failure", "passed C (0ms)", "  Standard output"])
            run.OnLine(line);

        Assert.Equal("failed B (2ms)\n  Assert.Equal() Failure\n", output.ToString());
    }

    [Fact]
    public void A_name_chooses_the_projects_that_contain_it_and_one_that_fits_none_is_refused()
    {
        string[] projects = ["Ggsm.Cli.Tests", "Ggsm.Tests", "NotebookKernel.Tests"];

        Assert.Equal(projects, TestCommand.Select(projects, []));
        Assert.Equal(["Ggsm.Cli.Tests", "NotebookKernel.Tests"], TestCommand.Select(projects, ["cli", "Kernel"]));
        Assert.Contains("Ggsm.Tests", Assert.Throws<BadInputException>(() => TestCommand.Select(projects, ["nothing"])).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Summary(int passed = 0, int failed = 0, int skipped = 0, int faults = 0) =>
    [
        $"Test run summary: {(failed + faults > 0 ? "Failed" : "Passed")}!", "  P.dll (net10.0|x64) (1s)", "",
        .. faults > 0 ? [$"  error: {faults}", ""] : Array.Empty<string>(),
        $"  total: {passed + failed + skipped}", $"  failed: {failed}", $"  succeeded: {passed}", $"  skipped: {skipped}", "  duration: 3s 859ms",
    ];

    private static (TestRun Run, string Text) Read(int exitCode, params IEnumerable<string> lines)
    {
        using var output = new StringWriter();
        var run = new TestRun(output);
        foreach (var line in lines)
            run.OnLine(line);
        run.Close(exitCode);
        return (run, output.ToString());
    }
}
