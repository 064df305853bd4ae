using System.CommandLine;

namespace Ggsm.Cli.Tests;

/// <summary>Whatever command has a numeric option, now or later: it reads the one notation of numbers and nothing else.</summary>
public sealed class NumericOptionsTests
{
    private static readonly string[] Misread = ["0,07", "1,000", "1.000,5", "1 000", "NaN", "Infinity", "1e999", "5%", "٣"];

    [Fact]
    public async Task Every_numeric_option_of_every_command_refuses_another_notation_and_names_itself()
    {
        using var nowhere = new StringWriter();
        var options = NumericOptionsOf(WorkbookCli.Commands(new Terminal(nowhere, nowhere)), []).ToArray();

        Assert.True(options.Length > 40);
        Assert.Contains("train --temperature", options.Select(o => $"{string.Join(' ', o.Path)} {o.Option}"));
        foreach (var (path, option) in options)
        {
            foreach (var given in Misread)
            {
                string[] needed = path is ["embed"] ? ["--run", "run"] : path is ["verify"] ? ["--golden", "folder"] : [];
                var run = await CliRun.OfAsync([.. path, option, given, .. needed]);

                run.AssertRefused($"'{given}' was given for {option}; it cannot be read as a ");
            }
        }
    }

    [Theory]
    [InlineData("--mix", "behavior=0,5")]
    [InlineData("--mix", "behavior=NaN")]
    [InlineData("--mix", "behavior= 3")]
    [InlineData("--budget", "bill=1e2")]
    [InlineData("--budget", "bill=1 000")]
    [InlineData("--matryoshka", "64, 32")]
    [InlineData("--matryoshka-weights", "1,NaN")]
    [InlineData("--recipe-option", "alpha=0,5")]
    public async Task Numbers_inside_lists_are_read_in_the_same_notation(string option, string given)
    {
        var more = option == "--recipe-option" ? new[] { "--recipe", "soft-scheduler" } : [];

        var run = await CliRun.OfAsync(["train", "--data", "nowhere.jsonl", "--out", "nowhere-run", "--init", "random", option, given, .. more]);

        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.DoesNotContain("nowhere.jsonl", run.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<(string[] Path, string Option)> NumericOptionsOf(Command command, string[] path)
    {
        foreach (var option in command.Options.Where(o => NumericOptions.IsNumeric(o.ValueType)))
            yield return (path, option.Name);
        foreach (var found in command.Subcommands.SelectMany(c => NumericOptionsOf(c, [.. path, c.Name])))
            yield return found;
    }
}
