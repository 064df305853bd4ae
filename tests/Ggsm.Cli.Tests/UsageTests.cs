namespace Ggsm.Cli.Tests;

public sealed class UsageTests
{
    [Fact]
    public async Task An_unknown_command_is_bad_usage_and_the_known_ones_are_listed()
    {
        var run = await CliRun.OfAsync("tarin");

        run.AssertRefused("'tarin'", "Commands: setup, run, test, lab", "./workbook --help");
    }

    [Fact]
    public async Task An_unknown_option_is_bad_usage_and_the_known_ones_are_listed()
    {
        var run = await CliRun.OfAsync("run", "--prest", "quick");

        run.AssertRefused("'--prest'", "--preset, --keep", "./workbook run --help");
    }

    [Fact]
    public async Task An_unknown_preset_is_bad_usage_and_the_known_ones_are_listed()
    {
        var run = await CliRun.OfAsync("run", "--preset", "huge");

        run.AssertRefused("'huge'", "quick, full, gpu");
    }

    [Fact]
    public async Task Help_lists_every_command_with_what_it_does()
    {
        var run = await CliRun.OfAsync("--help");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.All(["setup", "run", "test", "lab"], command => Assert.Matches($@"\n  {command}\b.*  \w+", run.Output));
    }

    [Fact]
    public async Task A_test_project_that_does_not_exist_is_bad_usage_and_the_real_ones_are_listed()
    {
        var run = await CliRun.OfAsync("test", "NoSuchProject");

        run.AssertRefused("'NoSuchProject'", "Ggsm.Cli.Tests");
    }

    [Theory]
    [InlineData("/proc/workbook.json")]
    [InlineData("/no/such/folder/m.json")]
    [InlineData("/tmp")]
    public async Task A_json_file_that_cannot_be_written_is_refused_before_any_work_starts(string path)
    {
        var run = await CliRun.OfAsync("test", "NotebookKernel", "--json", path);

        run.AssertRefused(path, "--json");
        Assert.DoesNotContain("NotebookKernel", run.Output, StringComparison.Ordinal);
    }
}
