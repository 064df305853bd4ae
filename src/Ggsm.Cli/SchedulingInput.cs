using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using StateBasedScheduling.Schedulability;
using StateBasedScheduling.Simulation;

namespace Ggsm.Cli;

/// <summary>What the <c>schedule</c> commands share: the scenario, the choice of a scheduler, and what is said when guarantees cannot be kept.</summary>
internal static class SchedulingInput
{
    private const int MostFlowsNamed = 6;

    public static Argument<string> Scenario() => new("scenario") { Description = "A scenario file (docs/scheduling.md), such as scenarios/two-flows.json." };

    public static Option<string> Scheduler()
    {
        var option = new Option<string>("--scheduler")
        {
            HelpName = "NAME",
            Description = $"Who chooses: {string.Join("; ", SchedulerNames.All.Select(name => $"{name} ({SchedulerNames.Summary(name)})"))}.",
            DefaultValueFactory = _ => SchedulerNames.All[0],
        };
        option.AcceptOnlyFromAmong([.. SchedulerNames.All]);
        return option;
    }

    public static Option<long?> Seed() => new("--seed") { HelpName = "N", Description = "Instead of the scenario's seed; 0 to 2147483647." };

    /// <exception cref="BadInputException">The scenario cannot be used.</exception>
    public static SchedulingScenario Read(string path, long? seed) => Guarded(() =>
    {
        var scenario = SchedulingScenario.Read(path);
        return seed switch
        {
            null => scenario,
            >= 0 and <= int.MaxValue => scenario with { Seed = (int)seed },
            _ => throw new ScenarioException($"expected a whole number from 0 to {int.MaxValue}, found {seed}.", field: "--seed"),
        };
    });

    /// <exception cref="BadInputException">The flows lack what the scheduler needs.</exception>
    public static Simulator Simulate(SchedulingScenario scenario, string scheduler) =>
        Guarded(() => new Simulator(scenario, SchedulerNames.Create(scheduler, scenario)));

    /// <summary>Says whether the guarantees can be kept, and why not.</summary>
    public static void Say(Terminal terminal, SchedulingScenario scenario, SchedulabilityTest test)
    {
        if (test.Witness is not { } overload)
        {
            terminal.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"The guarantees of {scenario.Flows.Count} flows can be kept at {scenario.Capacity} tasks a slot: slack {test.Slack}, least capacity {test.LeastCapacity}."));
            return;
        }

        var when = overload.AfterSilence
            ? $"after {Slots(overload.From)} of silence, in which every flow comes to rest, and a flood of all flows, by the end of the {Ordinal(overload.Slots)} slot of the flood"
            : $"by the end of slot {overload.Slot}";
        terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"The guarantees of {scenario.Flows.Count} flows CANNOT be kept at {scenario.Capacity} tasks a slot: {when}, {overload.Load} tasks may be due, and {overload.Served} can be served. Missing: {overload.Missing}."));
        terminal.WriteLine($"flows     {string.Join(", ", overload.Flows.Take(MostFlowsNamed).Select(part => $"{scenario.Flows[part.Flow].Flow.Name} {part.Tasks}"))}{(overload.Flows.Count > MostFlowsNamed ? $", and {overload.Flows.Count - MostFlowsNamed} more" : "")}");
        terminal.WriteLine(test.LeastCapacity is { } least ? $"capacity  {least} tasks a slot would be enough" : "capacity  none is enough: tasks are due before the first slot");
    }

    public static JsonObject ToJson(SchedulingScenario scenario, SchedulabilityTest test) => new()
    {
        ["flows"] = scenario.Flows.Count,
        ["capacity"] = scenario.Capacity,
        ["schedulable"] = test.Holds,
        ["slack"] = test.Slack,
        ["least_capacity"] = test.LeastCapacity,
        ["overload"] = test.Witness is not { } overload ? null : new JsonObject
        {
            ["after_silence"] = overload.AfterSilence,
            ["slot"] = overload.Slot,
            ["load"] = overload.Load,
            ["served"] = overload.Served,
            ["missing"] = overload.Missing,
            ["flows"] = new JsonArray([.. overload.Flows.Select(part => new JsonObject { ["name"] = scenario.Flows[part.Flow].Flow.Name, ["tasks"] = part.Tasks })]),
        },
    };

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ScenarioException e)
        {
            throw new BadInputException(e.Problem, e.File, e.Line, e.Field, e.Remedy, e);
        }
    }

    private static string Slots(long count) => count == 1 ? "1 slot" : $"{count} slots";

    private static string Ordinal(long number) => (number % 100, number % 10) switch
    {
        (>= 11 and <= 13, _) => $"{number}th",
        (_, 1) => $"{number}st",
        (_, 2) => $"{number}nd",
        (_, 3) => $"{number}rd",
        _ => $"{number}th",
    };
}
