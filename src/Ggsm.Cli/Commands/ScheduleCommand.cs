using System.CommandLine;

namespace Ggsm.Cli.Commands;

/// <summary><c>schedule</c>: state-based scheduling under worst-case guarantees.</summary>
internal static class ScheduleCommand
{
    public static Command Create(Terminal terminal) =>
        new("schedule", "State-based scheduling (arXiv 2604.13507): check guarantees, look at the schedules of a slot, simulate.")
        {
            ScheduleCheckCommand.Create(terminal),
            SchedulePolytopeCommand.Create(terminal),
            ScheduleSimulateCommand.Create(terminal),
        };
}
