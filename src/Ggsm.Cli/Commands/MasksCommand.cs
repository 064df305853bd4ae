using System.CommandLine;

namespace Ggsm.Cli.Commands;

/// <summary><c>masks</c>: the commands that show mask recipes.</summary>
internal static class MasksCommand
{
    public static Command Create(Terminal terminal) => new("masks", "List the mask recipes, draw the mask of one at a step, or say where the released code departs from the paper.")
    {
        MasksListCommand.Create(terminal),
        MasksShowCommand.Create(terminal),
        MasksDifferencesCommand.Create(terminal),
    };
}
