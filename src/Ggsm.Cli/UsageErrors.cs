using System.CommandLine;
using System.Text.RegularExpressions;

namespace Ggsm.Cli;

/// <summary>What is said about a command line that does not parse: what is wrong, and what would be right.</summary>
internal static partial class UsageErrors
{
    public static void Write(ParseResult parsed, TextWriter error)
    {
        foreach (var message in parsed.Errors.Select(e => InWords(e.Message)).Distinct())
            error.WriteLine(message);

        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0)
            error.WriteLine($"Commands: {string.Join(", ", command.Subcommands.Select(c => c.Name))}.");
        if (command.Options.Any(o => !o.Hidden))
            error.WriteLine($"Options:  {string.Join(", ", command.Options.Where(o => !o.Hidden).Select(o => o.Name))}.");
        error.WriteLine($"Help:     ./workbook {PathOf(parsed)}--help");
    }

    /// <summary>The parser names the .NET type it wanted, such as System.Nullable`1[System.Int64].</summary>
    private static string InWords(string message) => TypeWanted().Replace(message, match =>
        NumericOptions.Refusal(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value is not ("Single" or "Double")));

    [GeneratedRegex(@"^Cannot parse argument '(.*)' for (?:option|command|argument) '(.*)' as expected type '(?:System\.Nullable`1\[)?System\.(U?Int32|U?Int64|Single|Double)\]?'\.?$", RegexOptions.Singleline)]
    private static partial Regex TypeWanted();

    private static string PathOf(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result.Command is not RootCommand; result = (System.CommandLine.Parsing.CommandResult)result.Parent!)
            names.Push(result.Command.Name);
        return string.Concat(names.Select(n => n + " "));
    }
}
