using StateBasedScheduling.Curves;
using StateBasedScheduling.Schedulers;
using StateBasedScheduling.Services;
using StateBasedScheduling.Simulation;

namespace StateBasedScheduling.Tests;

public sealed class SimulationTests
{
    public static TheoryData<string> Feasible => ["max-slack", "random", "delay", "fairness", "energy"];

    [Fact]
    public void The_table_of_flows_goes_through_the_same_states_as_the_services() => Systems.Hold(Systems.Servers(slots: 20), 1500, server =>
    {
        var table = new FlowTable(server.Capacity, server.Services);
        var isUnderWay = false;
        server.Play((polytope, services, arrivals) =>
        {
            // The table was served what led to these services; the schedule of the slot before is what their backlogs tell.
            if (isUnderWay)
                table.End([.. services.Select((service, k) => table.Backlog(k) - service.Backlog)]);
            for (var k = 0; k < services.Count; k++)
                Assert.Equal(services[k], table.Service(k));
            var view = table.Begin(arrivals);
            isUnderWay = true;
            Assert.Equal(polytope.Steps, view.Steps);
            Assert.Equal(polytope.MaxSlack(), view.MaxSlack());
            for (var k = 0; k < services.Count; k++)
                Assert.All(Enumerable.Range(0, 40), t => Assert.Equal(polytope.Required(k, t), view.Required(k, t)));
        });
    });

    [Theory]
    [MemberData(nameof(Feasible))]
    public void Guarantees_are_never_broken_whatever_is_chosen_from_the_polytope_and_whatever_arrives(string scheduler) => Systems.Hold(Systems.Servers(), 120, server =>
    {
        var random = new Random(server.Seed);
        var flows = server.Services.Select((service, k) => new ScenarioFlow(
            new Flow($"{k}", service) { Weight = random.Next(1, 5) },
            random.Next(4) switch
            {
                0 => new AdversarialArrivals(random.Next(1, 9), random.Next(3)),
                1 => new OnOffArrivals(3, 4, random.Next(1, 4)),
                2 => new PoissonArrivals(random.NextDouble() * 2),
                _ => new AdversarialArrivals(4),
            },
            $"{k}")).ToList();
        var simulator = Simulate(new SchedulingScenario(server.Capacity, flows) { Slots = 200, Seed = server.Seed, EnergyPrices = [1, 3, 2] }, scheduler);

        Assert.True(simulator.Checker.Violations == 0, $"{simulator.Checker.First} of {server}");
    });

    [Fact]
    public void The_checker_finds_what_the_formula_says_from_the_whole_history() => Systems.Hold(Systems.Servers(slots: 30), 300, server =>
    {
        // Served at random and often too late.
        var random = new Random(server.Seed);
        var checker = new GuaranteeChecker(server.Services);
        var (arrived, served) = (server.Services.Select(service => new List<long> { service.Backlog }).ToArray(), new long[server.Services.Count]);
        var broken = 0;
        foreach (var arrivals in server.Arrivals)
        {
            var departures = arrivals.Select((tasks, k) => Math.Min(arrived[k][^1] + tasks - served[k], random.Next(3))).ToArray();
            for (var k = 0; k < arrivals.Length; k++)
            {
                arrived[k].Add(arrived[k][^1] + arrivals[k]);
                served[k] += departures[k];
                broken += served[k] < server.Services[k].WorstCase(new ArrivalVector([.. arrived[k]]))[arrived[k].Count - 1] ? 1 : 0;
            }

            checker.Observe(arrivals, departures);
        }

        Assert.Equal(broken, checker.Violations);
    });

    [Fact]
    public void The_checker_sees_a_scheduler_that_serves_nothing()
    {
        var scenario = Scenario(1, ("0 0 2 +1", new ConstantArrivals(1)));
        var checker = new GuaranteeChecker([scenario.Flows[0].Flow.Service]);
        for (var slot = 0; slot < 5; slot++)
            checker.Observe([1], [0]);

        // Owed: one task within two slots of its arrival, so from slot 1 on.
        Assert.Equal(new GuaranteeViolation(1, 0, 1, 0), checker.First);
        Assert.Equal(4, checker.Violations);
    }

    [Fact]
    public void A_baseline_that_knows_no_guarantees_breaks_them_and_leaves_the_polytope_before()
    {
        var scenario = Scenario(
            2,
            ("0 0 2 +1", new AdversarialArrivals(6)),
            ("0 0 0 0 2 +1/2", new AdversarialArrivals(6)));
        var simulator = Simulate(scenario with { Flows = [.. scenario.Flows.Select((flow, k) => flow with { Flow = flow.Flow with { Priority = -k } })] }, "fixed-priority");

        Assert.True(simulator.Checker.Violations > 0);
        Assert.True(simulator.SlotsOutside > 0);
        Assert.Equal(0, simulator.Checker.First!.Flow);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_one_another()
    {
        string Run(int seed) => string.Join(' ', Simulate(Scenario(3, ("0 1 +1", new PoissonArrivals(1)), ("0 0 2 +1", new OnOffArrivals(3, 5, 2))) with { Seed = seed, Slots = 300 }, "random")
            .Flows.Select(flow => (flow.Arrived, flow.DelaySum)));

        Assert.Equal(Run(1), Run(1));
        Assert.NotEqual(Run(1), Run(2));
    }

    [Fact]
    public void Arrivals_have_the_rates_they_are_said_to_have()
    {
        double Rate(ArrivalProcess process)
        {
            const int slots = 200_000;
            var next = process.Start(3);
            return Enumerable.Range(0, slots).Sum(slot => next(new ArrivalMoment(slot, 0))) / (double)slots;
        }

        Assert.Equal(0.75, Rate(new ConstantArrivals(3, 4)), 1e-9);
        Assert.Equal(0.4, Rate(new PoissonArrivals(0.4)), 0.01);
        Assert.Equal(0, Rate(new PoissonArrivals(0)));
        Assert.Equal(2 * 10.0 / 40, Rate(new OnOffArrivals(10, 30, 2)), 0.03);
        Assert.Equal(6.0 / 200_000, Rate(new TraceArrivals([1, 2, 3])), 1e-9);
    }

    [Fact]
    public void Adversaries_wait_for_each_other_and_flood_in_the_same_slot()
    {
        var simulator = new Simulator(Scenario(2, ("0 0 2 +1", new AdversarialArrivals(5, 2)), ("0 +0", new AdversarialArrivals(1, 2))), new MaxSlackScheduler());
        var floods = new List<long>();
        for (var slot = 0; slot < 40; slot++)
        {
            simulator.Step();
            Assert.Equal(simulator.Arrivals[0] > 0, simulator.Arrivals[1] > 0);
            if (simulator.Arrivals[0] > 0)
                floods.Add(slot);
        }

        // Six tasks take three slots, and two slots of silence follow.
        Assert.Equal([0, 5, 10, 15, 20, 25, 30, 35], floods);
    }

    [Fact]
    public void Delays_and_queues_are_counted()
    {
        var simulator = Simulate(Scenario(1, ("0 +1", new TraceArrivals([3]))) with { Slots = 5 }, "max-slack");

        Assert.Equal((3, 3, 3, 2, 2), (simulator.Flows[0].Arrived, simulator.Flows[0].Served, simulator.Flows[0].DelaySum, simulator.Flows[0].LongestDelay, simulator.Flows[0].LongestQueue));
        Assert.Equal(1, simulator.Flows[0].MeanDelay);
        Assert.Equal((3, 3), (simulator.BusySlots, simulator.EnergyCost));
    }

    [Fact]
    public void Thousands_of_flows_keep_their_guarantees()
    {
        var kinds = new[] { ("0 0 0 0 1 +1/8", 0.1), ("0 0 0 0 0 0 0 0 2 +1/4", 0.2), ("0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 4 +1/2", 0.4) };
        var flows = Enumerable.Range(0, 3000).Select(k => new ScenarioFlow(
            new Flow($"{k}", new DualCurveService(Curve.Parse(kinds[k % 3].Item1))), k % 5 == 0 ? new AdversarialArrivals(3) : new PoissonArrivals(kinds[k % 3].Item2), "all")).ToList();
        var scenario = new SchedulingScenario(1, flows) { Slots = 60 };
        scenario = scenario with { Capacity = scenario.Test().LeastCapacity!.Value };
        var simulator = Simulate(scenario, "delay");

        Assert.Equal(0, simulator.Checker.Violations);
        Assert.True(simulator.Flows.Sum(flow => flow.Served) > 10_000);
    }

    [Fact]
    public void A_run_counts_feasible_schedules_tells_its_progress_and_stops_when_asked()
    {
        var scenario = Scenario(3, ("0 1 +1", new PoissonArrivals(1)), ("0 0 0 3 +1", new AdversarialArrivals(5))) with { Slots = 500 };
        var run = new SimulationRun(new Simulator(scenario, new MaxSlackScheduler()));
        run.Run(sampleEvery: 10, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(50, run.Samples.Count);
        Assert.All(run.Samples, sample => Assert.True(sample.Schedules >= 1 && sample.Forced <= 3));
        Assert.Contains(run.Samples, sample => sample.Schedules > 1);

        using var stop = new CancellationTokenSource();
        var logged = 0;
        var stopped = new SimulationRun(new Simulator(scenario with { Slots = long.MaxValue }, new MaxSlackScheduler()));
        Assert.Throws<OperationCanceledException>(() => stopped.Run(log: _ =>
        {
            if (++logged == 1000)
                stop.Cancel();
        }, cancellation: stop.Token));
        Assert.InRange(logged, 1000, 1100);
    }

    [Fact]
    public void The_library_knows_no_libtorch_and_no_other_room()
    {
        var references = typeof(Curve).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).Where(name => !name.StartsWith("System", StringComparison.Ordinal));

        Assert.Equal(["MathNet.Numerics"], references);
    }

    private static Simulator Simulate(SchedulingScenario scenario, string scheduler)
    {
        Assert.True(scenario.Test().Holds, "the scenario cannot be guaranteed");
        var run = new SimulationRun(new Simulator(scenario, SchedulerNames.Create(scheduler, scenario)));
        run.Run(cancellation: TestContext.Current.CancellationToken);
        return run.Simulator;
    }

    private static SchedulingScenario Scenario(long capacity, params (string Future, ArrivalProcess Arrivals)[] flows) =>
        new(capacity, [.. flows.Select((flow, k) => new ScenarioFlow(new Flow($"flow {k}", new DualCurveService(Curve.Parse(flow.Future))), flow.Arrivals, $"flow {k}"))]);
}
