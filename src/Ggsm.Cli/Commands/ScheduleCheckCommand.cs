using System.CommandLine;

namespace Ggsm.Cli.Commands;

/// <summary><c>schedule check</c>: whether the guarantees of a scenario can be kept, whatever arrives.</summary>
internal static class ScheduleCheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var scenario = SchedulingInput.Scenario();
        var json = JsonReport.CreateOption();
        var command = new Command("check", "Say whether the guarantees can be kept, whatever arrives; if not, which slot, which flows, how much is missing (exit code 1).")
        {
            scenario, json,
        };
        command.SetAction(parsed =>
        {
            var report = JsonReport.Open(parsed.GetValue(json));
            var read = SchedulingInput.Read(parsed.GetValue(scenario)!, seed: null);
            var test = read.Test();
            report.Write(SchedulingInput.ToJson(read, test));
            SchedulingInput.Say(terminal, read, test);
            return test.Holds ? ExitCodes.Done : ExitCodes.CheckFailed;
        });
        return command;
    }
}
