using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using Spectre.Console;
using StateBasedScheduling.Schedulability;
using StateBasedScheduling.Simulation;

namespace Ggsm.Cli.Commands;

/// <summary><c>schedule simulate</c>: a scenario, slot by slot, with an independent look at every guarantee.</summary>
internal static class ScheduleSimulateCommand
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    public static Command Create(Terminal terminal)
    {
        var scenario = SchedulingInput.Scenario();
        var scheduler = SchedulingInput.Scheduler();
        var slots = new Option<long?>("--slots") { HelpName = "N", Description = "Instead of the scenario's number of slots." };
        var seed = SchedulingInput.Seed();
        var sampleEvery = new Option<long>("--sample-every")
        {
            HelpName = "N",
            Description = "Count the feasible schedules of every so many slots; 0 for never.",
            DefaultValueFactory = _ => 1000,
        };
        var log = new Option<string?>("--log") { HelpName = "FILE", Description = "Write the states to FILE, a line of JSON a slot." };
        var logEvery = new Option<long>("--log-every") { HelpName = "N", Description = "Only every so many slots.", DefaultValueFactory = _ => 1 };
        var json = JsonReport.CreateOption();
        var command = new Command("simulate", "Simulate a scenario. Ends 1 when its guarantees cannot be kept, or when the scheduler broke one.")
        {
            scenario, scheduler, slots, seed, sampleEvery, log, logEvery, json,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            Require(parsed.GetValue(sampleEvery) >= 0, "--sample-every", "0 or more", parsed.GetValue(sampleEvery));
            Require(parsed.GetValue(logEvery) >= 1, "--log-every", "at least 1", parsed.GetValue(logEvery));
            Require(parsed.GetValue(slots) is null or >= 1, "--slots", "at least 1", parsed.GetValue(slots));
            if (parsed.GetValue(log) is { } path)
                OutputFile.ProveWritable(path, "--log");
            var report = JsonReport.Open(parsed.GetValue(json));
            var read = SchedulingInput.Read(parsed.GetValue(scenario)!, parsed.GetValue(seed));
            read = read with { Slots = parsed.GetValue(slots) ?? read.Slots };
            return Run(
                terminal, read, parsed.GetValue(scheduler)!, parsed.GetValue(sampleEvery), parsed.GetValue(log), parsed.GetValue(logEvery), report, cancellation);
        }, CancellationToken.None));
        return command;
    }

    private static void Require(bool holds, string option, string expected, long? found)
    {
        if (!holds)
            throw new BadInputException($"expected a whole number, {expected}, found {found}.", field: option);
    }

    private static int Run(
        Terminal terminal, SchedulingScenario scenario, string scheduler, long sampleEvery, string? log, long logEvery, JsonReport report, CancellationToken cancellation)
    {
        var test = scenario.Test();
        SchedulingInput.Say(terminal, scenario, test);
        if (!test.Holds)
        {
            report.Write(SchedulingInput.ToJson(scenario, test));
            return ExitCodes.CheckFailed;
        }

        var run = new SimulationRun(SchedulingInput.Simulate(scenario, scheduler));
        Watched(terminal, run, progress =>
        {
            if (log is null)
                run.Run(sampleEvery, null, logEvery, progress, cancellation);
            else
                AtomicFile.Write(Path.GetFullPath(log), stream => WithLog(stream, line => run.Run(sampleEvery, line, logEvery, progress, cancellation)));
        });
        report.Write(ToJson(run, scheduler, test));
        Say(terminal, run, scheduler);
        return run.Simulator.Checker.Violations == 0 ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    /// <summary>Progress in place on a terminal, a line every few seconds otherwise.</summary>
    private static void Watched(Terminal terminal, SimulationRun run, Action<IProgress<SimulationProgress>> work)
    {
        if (terminal.IsLive)
        {
            terminal.Console.Progress()
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    var bar = context.AddTask("slots", maxValue: run.Simulator.Scenario.Slots);
                    work(new Told(progress => bar.Value = progress.SlotsDone));
                    bar.Value = bar.MaxValue;
                });
            return;
        }

        var last = TimeSpan.Zero;
        work(new Told(progress =>
        {
            if (progress.Elapsed - last < LineEvery)
                return;
            last = progress.Elapsed;
            terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"slot {progress.SlotsDone:N0} of {progress.Slots:N0}, {progress.Violations:N0} guarantees broken"));
        }));
    }

    private static void WithLog(Stream stream, Action<Action<Simulator>> run)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        run(simulator => writer.WriteLine(new JsonObject
        {
            ["slot"] = simulator.Slots - 1,
            ["arrivals"] = Array(simulator.Arrivals),
            ["served"] = Array(simulator.Served),
            ["queued"] = Array(Enumerable.Range(0, simulator.Arrivals.Count).Select(simulator.Table.Backlog)),
            ["states"] = new JsonArray([.. Enumerable.Range(0, simulator.Arrivals.Count).Select(k => (JsonNode)simulator.Table.Service(k).StateCurve.ToString())]),
        }.ToJsonString()));
    }

    private static void Say(Terminal terminal, SimulationRun run, string scheduler)
    {
        var simulator = run.Simulator;
        var scenario = simulator.Scenario;
        var table = new Table().Border(TableBorder.Simple).AddColumns("flows", "tasks", "served", "mean delay", "longest delay", "longest queue");
        foreach (var (name, flows) in Groups(simulator))
        {
            table.AddRow(
                Markup.Escape(flows.Count == 1 ? name : $"{name} ({flows.Count})"),
                Number(flows.Sum(flow => flow.Arrived)),
                Number(flows.Sum(flow => flow.Served)),
                MeanDelay(flows).ToString("0.00", CultureInfo.InvariantCulture),
                Number(flows.Max(flow => flow.LongestDelay)),
                Number(flows.Max(flow => flow.LongestQueue)));
        }

        terminal.Console.Write(table);
        if (run.Samples.Count > 0)
        {
            var counted = run.Samples.Where(sample => sample.Schedules is not null).Select(sample => sample.Schedules!.Value).Order().ToList();
            var free = run.Samples.Average(sample => simulator.Scenario.Capacity - sample.Forced);
            terminal.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"freedom   {free:0.0} of {scenario.Capacity} tasks a slot are not forced, on average of {run.Samples.Count} slots{(counted.Count == 0 ? "" : $"; feasible schedules: {Short(counted[0])} to {Short(counted[^1])}, median {Short(counted[counted.Count / 2])}, where earliest deadline first has 1")}"));
            if (counted.Count < run.Samples.Count)
                terminal.WriteLine($"          (in {run.Samples.Count - counted.Count} of them they were too many kinds to count)");
        }

        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"energy    cost {simulator.EnergyCost:N0}, {simulator.BusySlots:N0} slots busy"));
        terminal.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{scheduler}, {simulator.Slots:N0} slots, seed {scenario.Seed}: {run.Elapsed.TotalSeconds:0.0} s, {run.Elapsed.TotalMicroseconds / simulator.Slots:0.0} microseconds a slot."));
        var checker = simulator.Checker;
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{checker.Violations:N0} guarantees broken, by the checker that knows arrivals, departures and services alone."));
        if (checker.First is { } first)
        {
            terminal.WriteLine($"The first: {scenario.Flows[first.Flow].Flow.Name} was owed {first.Due} tasks by the end of slot {first.Slot}, and had {first.Served}.");
            terminal.WriteLine($"{simulator.SlotsOutside:N0} slots were scheduled outside the polytope.");
        }
    }

    private static IEnumerable<(string Name, List<FlowMeasures> Flows)> Groups(Simulator simulator) =>
        simulator.Scenario.Flows.Zip(simulator.Flows).GroupBy(pair => pair.First.Group).Select(group => (group.Key, group.Select(pair => pair.Second).ToList()));

    private static double MeanDelay(List<FlowMeasures> flows) => flows.Sum(flow => flow.DelaySum) / Math.Max(1.0, flows.Sum(flow => flow.Served));

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Short(BigInteger count) =>
        count < 1_000_000 ? count.ToString("N0", CultureInfo.InvariantCulture) : count.ToString("0.0e+0", CultureInfo.InvariantCulture);

    private static JsonArray Array(IEnumerable<long> numbers) => new([.. numbers.Select(number => (JsonNode)number)]);

    private static JsonObject ToJson(SimulationRun run, string scheduler, SchedulabilityTest test)
    {
        var simulator = run.Simulator;
        var json = SchedulingInput.ToJson(simulator.Scenario, test);
        json["scheduler"] = scheduler;
        json["slots"] = simulator.Slots;
        json["seed"] = simulator.Scenario.Seed;
        json["seconds"] = run.Elapsed.TotalSeconds;
        json["violations"] = simulator.Checker.Violations;
        json["slots_outside"] = simulator.SlotsOutside;
        json["energy_cost"] = simulator.EnergyCost;
        json["busy_slots"] = simulator.BusySlots;
        json["groups"] = new JsonObject(Groups(simulator).Select(group => KeyValuePair.Create(group.Name, (JsonNode?)new JsonObject
        {
            ["flows"] = group.Flows.Count,
            ["arrived"] = group.Flows.Sum(flow => flow.Arrived),
            ["served"] = group.Flows.Sum(flow => flow.Served),
            ["mean_delay"] = MeanDelay(group.Flows),
            ["longest_delay"] = group.Flows.Max(flow => flow.LongestDelay),
            ["longest_queue"] = group.Flows.Max(flow => flow.LongestQueue),
        })));
        json["samples"] = new JsonArray([.. run.Samples.Select(sample => new JsonObject
        {
            ["slot"] = sample.Slot,
            ["queued"] = sample.Queued,
            ["forced"] = sample.Forced,
            ["schedules"] = sample.Schedules?.ToString(CultureInfo.InvariantCulture),
        })]);
        return json;
    }

    private sealed class Told(Action<SimulationProgress> action) : IProgress<SimulationProgress>
    {
        public void Report(SimulationProgress value) => action(value);
    }
}
