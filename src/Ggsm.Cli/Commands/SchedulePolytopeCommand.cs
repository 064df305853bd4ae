using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using StateBasedScheduling.Simulation;
using StateBasedScheduling.Slots;

namespace Ggsm.Cli.Commands;

/// <summary><c>schedule polytope</c>: the feasible schedules of one slot.</summary>
internal static class SchedulePolytopeCommand
{
    private const int MostFlowsListed = 6;

    public static Command Create(Terminal terminal)
    {
        var scenario = SchedulingInput.Scenario();
        var slot = new Option<long>("--slot") { HelpName = "N", Description = "The slot, counted from 0; those before it are simulated." };
        var scheduler = SchedulingInput.Scheduler();
        var seed = SchedulingInput.Seed();
        var json = JsonReport.CreateOption();
        var command = new Command("polytope", "Show the schedules of a slot that keep every guarantee: inequalities, corners, their number, and where the schedulers stand.")
        {
            scenario, slot, scheduler, seed, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(
            terminal,
            SchedulingInput.Read(parsed.GetValue(scenario)!, parsed.GetValue(seed)),
            parsed.GetValue(slot),
            parsed.GetValue(scheduler)!,
            JsonReport.Open(parsed.GetValue(json)),
            cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(Terminal terminal, SchedulingScenario scenario, long slot, string scheduler, JsonReport report, CancellationToken cancellation)
    {
        if (slot < 0 || slot >= scenario.Slots)
            throw new BadInputException($"expected a slot from 0 to {scenario.Slots - 1}, found {slot}.", field: "--slot");
        var test = scenario.Test();
        if (!test.Holds)
        {
            report.Write(SchedulingInput.ToJson(scenario, test));
            SchedulingInput.Say(terminal, scenario, test);
            return ExitCodes.CheckFailed;
        }

        var simulator = SchedulingInput.Simulate(scenario, scheduler);
        while (simulator.Slots < slot)
        {
            cancellation.ThrowIfCancellationRequested();
            simulator.Step();
        }

        string[] names = [.. scenario.Flows.Select(flow => flow.Flow.Name)];
        var polytope = simulator.BeginSlot();
        var isSmall = polytope.Flows <= MostFlowsListed;
        var inequalities = isSmall ? polytope.Inequalities() : [];
        var corners = isSmall ? polytope.Vertices() : [];
        var count = polytope.Count();
        var chosen = Choices(scenario, simulator, polytope, scheduler);
        report.Write(ToJson(scenario, simulator, polytope, inequalities, corners, count, chosen));

        terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Slot {slot} of {scenario.Slots}, {polytope.Capacity} tasks a slot, after {slot} slots of {scheduler}, seed {scenario.Seed}."));
        terminal.WriteLine($"schedules {(polytope.Emptiness() is null ? count is { } known ? known.ToString("N0", CultureInfo.InvariantCulture) : "too many kinds to count" : "none")} keep every guarantee");
        terminal.WriteLine($"forced    {polytope.Forced} of {polytope.Capacity} tasks must be served{(polytope.Steps.Count == 0 ? "" : $": {string.Join(", ", polytope.Steps.Select(step => $"{step.AtLeast} of those due by the {step.Time + 1}. slot from here"))}")}");
        if (!isSmall)
        {
            terminal.WriteLine($"(Inequalities, corners and single flows are shown of at most {MostFlowsListed} flows; there are {polytope.Flows}.)");
        }
        else
        {
            terminal.WriteLine($"queued    {Vector([.. Enumerable.Range(0, polytope.Flows).Select(polytope.Queued)], names)}");
            terminal.WriteLine("where");
            foreach (var inequality in inequalities)
                terminal.WriteLine($"  {inequality.ToString(names)}");
            terminal.WriteLine($"corners   {string.Join("  ", corners.Select(corner => $"({string.Join(", ", corner)})"))}");
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("scheduler", isSmall ? "serves" : "serves in all", "slack", "");
        foreach (var (name, served, violated) in chosen)
        {
            table.AddRow(
                name,
                isSmall ? $"({string.Join(", ", served)})" : served.Sum().ToString(CultureInfo.InvariantCulture),
                violated is null ? polytope.Slack(served).ToString(CultureInfo.InvariantCulture) : "",
                Markup.Escape(violated is null ? "keeps every guarantee" : isSmall ? $"breaks {violated.ToString(names)}" : "breaks a guarantee"));
        }

        terminal.Console.Write(table);
        return ExitCodes.Done;
    }

    private static List<(string Name, long[] Served, PolytopeInequality? Violated)> Choices(
        SchedulingScenario scenario, Simulator simulator, SlotPolytope polytope, string scheduler)
    {
        var choices = new List<(string, long[], PolytopeInequality?)>();
        // Those with a memory of earlier slots are asked only when they were there.
        foreach (var name in SchedulerNames.All.Where(name => name == scheduler || !SchedulerNames.HasMemory(name)))
        {
            if (name == "edf" && scenario.Flows.Any(flow => flow.Flow.Deadline is null))
                continue;
            var served = name == scheduler ? [.. simulator.Choose()] : simulator.Ask(SchedulerNames.Create(name, scenario));
            choices.Add((name, served, polytope.FindViolation(served)));
        }

        return choices;
    }

    private static string Vector(IReadOnlyList<long> tasks, string[] names) => string.Join(", ", tasks.Select((count, k) => $"{names[k]} {count}"));

    private static JsonObject ToJson(
        SchedulingScenario scenario,
        Simulator simulator,
        SlotPolytope polytope,
        IReadOnlyList<PolytopeInequality> inequalities,
        IReadOnlyList<long[]> corners,
        System.Numerics.BigInteger? count,
        List<(string Name, long[] Served, PolytopeInequality? Violated)> chosen) => new()
        {
            ["slot"] = simulator.Slots,
            ["capacity"] = polytope.Capacity,
            ["flows"] = new JsonArray([.. scenario.Flows.Select(flow => (JsonNode)flow.Flow.Name)]),
            ["queued"] = Array(Enumerable.Range(0, polytope.Flows).Select(polytope.Queued)),
            ["forced"] = polytope.Forced,
            ["schedules"] = count?.ToString(CultureInfo.InvariantCulture),
            ["steps"] = new JsonArray([.. polytope.Steps.Select(step => new JsonObject { ["time"] = step.Time, ["at_least"] = step.AtLeast })]),
            ["inequalities"] = new JsonArray([.. inequalities.Select(one => new JsonObject
            {
                ["kind"] = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(one.Kind.ToString()),
                ["flows"] = Array(one.Flows.Select(flow => (long)flow)),
                ["bound"] = one.Bound,
                ["time"] = one.Time,
            })]),
            ["corners"] = new JsonArray([.. corners.Select(corner => (JsonNode)Array(corner))]),
            ["schedulers"] = new JsonObject(chosen.Select(choice => KeyValuePair.Create(choice.Name, (JsonNode?)new JsonObject
            {
                ["served"] = Array(choice.Served),
                ["feasible"] = choice.Violated is null,
            }))),
        };

    private static JsonArray Array(IEnumerable<long> numbers) => new([.. numbers.Select(number => (JsonNode)number)]);
}
