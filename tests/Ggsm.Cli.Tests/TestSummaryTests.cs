using Ggsm.Cli.Testing;

namespace Ggsm.Cli.Tests;

public sealed class TestSummaryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Passed_failed_and_skipped_tests_are_counted_and_the_last_two_named()
    {
        var outcome = Read(2, """{"name":"A","status":"passed"}""", """{"name":"B","status":"failed"}""",
            """{"name":"C","status":"skipped","extra":{"reason":"no GPU"}}""");

        var text = Summarize(outcome);

        Assert.Equal(1, outcome.Passed);
        Assert.Contains("failed: P: B", text, StringComparison.Ordinal);
        Assert.Contains("skipped: P: C (no GPU)", text, StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 1 failed, 1 skipped\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_skipped_tests_the_closing_line_is_passed_and_failed_alone()
    {
        var text = Summarize(Read(0, """{"name":"A","status":"passed"}"""), Read(0, """{"name":"B","status":"passed"}"""));

        Assert.Equal("2 passed, 0 failed\n", text);
    }

    [Fact]
    public void A_project_that_ran_no_test_counts_as_failed()
    {
        var outcome = Read(8);

        Assert.Equal(1, outcome.Failed);
        Assert.Contains("ran no test", Summarize(outcome), StringComparison.Ordinal);
        Assert.False(new TestSummary([outcome]).IsGood);
    }

    [Fact]
    public void A_project_with_nothing_but_skipped_tests_counts_as_failed() =>
        Assert.Equal(1, Read(0, """{"name":"C","status":"skipped"}""").Failed);

    [Fact]
    public void A_project_that_crashed_before_reporting_counts_as_failed_with_its_exit_code()
    {
        var outcome = TestReportReader.Read("P", folder.File("none.json"), 139, TimeSpan.Zero);

        Assert.Equal(1, outcome.Failed);
        Assert.Contains("139", Summarize(outcome), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_exit_code_with_every_test_passed_counts_as_failed() =>
        Assert.Equal(1, Read(134, """{"name":"A","status":"passed"}""").Failed);

    [Fact]
    public void While_tests_run_failures_are_shown_in_full_and_passes_are_not()
    {
        using var output = new StringWriter();
        var progress = new TestProgress(output);

        foreach (var line in (string[])["passed A (1ms)", "failed B (2ms)", "  Assert.Equal() Failure", "passed C (0ms)", "  Standard output"])
            progress.OnLine(line);

        Assert.Equal("  failed B (2ms)\n    Assert.Equal() Failure\n", output.ToString());
    }

    public void Dispose() => folder.Dispose();

    private static string Summarize(params TestOutcome[] outcomes)
    {
        using var output = new StringWriter();
        new TestSummary(outcomes).Write(output);
        return output.ToString();
    }

    private TestOutcome Read(int exitCode, params string[] tests)
    {
        var report = folder.Write("report.json", $$$"""{"results":{"tests":[{{{string.Join(',', tests)}}}]}}""");
        return TestReportReader.Read("P", report, exitCode, TimeSpan.Zero);
    }
}
