namespace Ggsm.Cli.Tests;

/// <summary>One command, run in this process through the entry that <c>./workbook</c> uses.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    private const int LinesOfAScreen = 24;

    public static async Task<CliRun> OfAsync(CancellationToken cancellation, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await WorkbookCli.InvokeAsync(arguments, new Terminal(output, error), cancellation);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    public static Task<CliRun> OfAsync(params string[] arguments) => OfAsync(TestContext.Current.CancellationToken, arguments);

    /// <summary>Exit code 2, and a message of at most a screen, without a stack trace, that says each of these.</summary>
    public void AssertRefused(params string[] said)
    {
        Assert.Equal(ExitCodes.BadInput, ExitCode);
        Assert.All(said, text => Assert.Contains(text, Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.InRange(Error.Split('\n').Length, 1, LinesOfAScreen);
    }
}
