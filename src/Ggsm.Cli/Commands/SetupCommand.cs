using System.CommandLine;

namespace Ggsm.Cli.Commands;

/// <summary>Listed here for its help; the launcher does the set-up itself, since it must come before any build.</summary>
internal static class SetupCommand
{
    public static Command Create()
    {
        var command = new Command("setup",
            "Install and build what is missing (Debian packages, .NET projects, Jupyter kernel), and only that.");
        command.SetAction(int (_) => throw new BadInputException("set-up belongs to the launcher.", remedy: "Run ./workbook setup."));
        return command;
    }
}
