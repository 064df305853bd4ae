using System.CommandLine;
using Ggsm.Synthesis.QueryAnswer;

namespace Ggsm.Cli.Commands;

/// <summary><c>data texts</c>: the files <c>data qa</c> writes by, to be edited.</summary>
internal static class TextsCommand
{
    public static Command Create(Terminal terminal)
    {
        var output = new Option<string>("--out") { HelpName = "DIR", Required = true, Description = "The folder to make; it appears whole or not at all." };
        var command = new Command("texts", "Write the scenarios, prompts and grammar that `data qa` works by, to be edited and given back with --prompts and --scenarios.")
        {
            output,
        };
        command.SetAction(parsed =>
        {
            var target = parsed.GetValue(output)!;
            ShippedTexts.WriteAll(target);
            terminal.WriteLine($"{string.Join(", ", ShippedTexts.Names)}, in {target}");
            return ExitCodes.Done;
        });
        return command;
    }
}
