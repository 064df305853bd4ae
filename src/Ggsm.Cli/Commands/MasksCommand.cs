using System.CommandLine;

namespace Ggsm.Cli.Commands;

/// <summary><c>masks</c>: the commands that show mask recipes.</summary>
internal static class MasksCommand
{
    public static Command Create(Terminal terminal) => new("masks", "List the mask recipes, or draw the mask of one at a step.")
    {
        MasksListCommand.Create(terminal),
        MasksShowCommand.Create(terminal),
    };
}
