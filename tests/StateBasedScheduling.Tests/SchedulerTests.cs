using StateBasedScheduling.Curves;
using StateBasedScheduling.Schedulers;
using StateBasedScheduling.Services;
using StateBasedScheduling.Simulation;
using StateBasedScheduling.Slots;

namespace StateBasedScheduling.Tests;

public sealed class SchedulerTests
{
    [Fact]
    public void Service_curve_earliest_deadline_first_is_the_max_slack_point_slot_by_slot() => Systems.Hold(Systems.Servers(slots: 20), 1000, server =>
    {
        DualCurveService[] atRest = [.. server.Services.Select(service => new DualCurveService(service.Future, service.Backlog))];
        Same(server with { Services = atRest }, flows => new ServiceCurveScheduler(flows));
    });

    [Fact]
    public void It_is_so_with_state_curves_too() =>
        Systems.Hold(Systems.Servers(slots: 12), 500, server => Same(server, flows => new ServiceCurveScheduler(flows)));

    [Fact]
    public void Earliest_deadline_first_with_static_deadlines_is_the_max_slack_point_of_delay_curves() => Systems.Hold(Systems.Servers(slots: 20), 1000, server =>
    {
        // Whatever arrives is due d slots later: the future curve is 0 up to d - 1, and infinite from d on.
        var deadlines = server.Services.Select((_, k) => 1 + ((server.Seed >> k) % 5)).ToArray();
        DualCurveService[] services = [.. deadlines.Select(d => new DualCurveService(new Curve([.. new long[d], Curve.Infinity])))];
        Same(server with { Services = services, Capacity = 5 }, flows => new StaticDeadlineScheduler([.. flows.Select((flow, k) => flow with { Deadline = deadlines[k] })]));
    });

    [Fact]
    public void It_is_the_max_slack_point_of_arrivals_that_keep_to_a_curve_when_the_guarantee_is_that_curve_delayed()
    {
        // A bucket of 3 tasks that fills at one in two slots, and a delay of four and seven slots; arrivals as many as it lets through.
        Curve bucket = Curve.Parse("0 3 +1/2");
        int[] delays = [4, 7];
        DualCurveService[] services = [.. delays.Select(d => new DualCurveService(MinPlus.Convolve(bucket, new Curve([.. new long[d], Curve.Infinity]))))];
        var random = new Random(5);
        var arrived = delays.Select(_ => new List<long> { 0 }).ToArray();
        long[][] arrivals = [.. Enumerable.Range(1, 200).Select(slot => arrived.Select(sums =>
        {
            var most = Enumerable.Range(0, slot).Min(s => sums[s] + bucket[slot - s]) - sums[^1];
            var tasks = random.Next((int)most + 1);
            sums.Add(sums[^1] + tasks);
            return (long)tasks;
        }).ToArray())];

        Same(new Server(2, services, arrivals, 1), flows => new StaticDeadlineScheduler([.. flows.Select((flow, k) => flow with { Deadline = delays[k] })]));
        Assert.True(arrived.All(sums => sums[^1] > 60));
    }

    [Fact]
    public void Random_schedules_are_spread_evenly_over_the_polytope()
    {
        DualCurveService[] services = [new(Curve.Parse("0 1 2 +1")), new(Curve.Parse("0 0 3 +1/2")), new(Curve.Parse("0 0 0 2 +1/2"))];
        var polytope = SlotPolytope.Of(4, services, [3, 3, 2]);
        var points = polytope.Points().ToList();
        var drawn = new Dictionary<string, int>();
        var random = new RandomScheduler(seed: 7, movesPerFlow: 20);
        const int each = 400;
        for (var draw = 0; draw < each * points.Count; draw++)
        {
            var served = new long[3];
            random.Draw(polytope, served);
            drawn[string.Join(' ', served)] = drawn.GetValueOrDefault(string.Join(' ', served)) + 1;
        }

        Assert.InRange(points.Count, 8, 40);
        Assert.Equal(points.Select(point => string.Join(' ', point)).Order(), drawn.Keys.Order());
        // Chi-square with points - 1 degrees of freedom: mean n - 1, standard deviation sqrt(2 (n - 1)).
        var chi = drawn.Values.Sum(count => Math.Pow(count - each, 2) / each);
        Assert.InRange(chi, 0, points.Count - 1 + (5 * Math.Sqrt(2 * (points.Count - 1))));
    }

    [Fact]
    public void Random_schedules_are_feasible() => Systems.Hold(Systems.Servers(), 1000, server => server.Play((polytope, _, _) =>
    {
        var served = new long[polytope.Flows];
        new RandomScheduler(server.Seed).Draw(polytope, served);
        Assert.True(polytope.Contains(served));
    }));

    [Fact]
    public void Weighted_fair_queueing_shares_by_weight_while_all_have_tasks()
    {
        var flows = new[] { 1L, 2, 3 }.Select(weight => new Flow($"weight {weight}", new DualCurveService(Curve.Zero)) { Weight = weight }).ToList();
        var served = Run(new WeightedFairScheduler(flows), flows, capacity: 4, slots: 30, arrivals: slot => slot == 0 ? [200, 200, 200] : [0, 0, 0]);

        Assert.Equal([20, 40, 60], served);
    }

    [Fact]
    public void A_flow_that_was_idle_does_not_catch_up_in_weighted_fair_queueing()
    {
        var flows = new[] { 1L, 1 }.Select(weight => new Flow("flow", new DualCurveService(Curve.Zero)) { Weight = weight }).ToList();
        var served = Run(new WeightedFairScheduler(flows), flows, capacity: 2, slots: 20, arrivals: slot => slot == 0 ? [100, 0] : slot == 10 ? [0, 100] : [0, 0]);

        Assert.Equal([30, 10], served);
    }

    [Fact]
    public void Fixed_priority_serves_the_smallest_number_first()
    {
        var flows = new[] { 2L, 1 }.Select(priority => new Flow("flow", new DualCurveService(Curve.Zero)) { Priority = priority }).ToList();

        Assert.Equal([1, 5], Run(new FixedPriorityScheduler(flows), flows, capacity: 2, slots: 3, arrivals: slot => slot == 0 ? [5, 5] : [0, 0]));
    }

    [Fact]
    public void Objectives_choose_by_weight_by_age_and_by_price()
    {
        DualCurveService[] services = [new(Curve.Parse("0 0 0 0 4 +1/2")), new(Curve.Parse("0 0 0 0 4 +1/2"))];
        Flow[] flows = [new("light", services[0]) { Weight = 1 }, new("heavy", services[1]) { Weight = 5 }];
        TaskQueue[] queues = [new(), new()];
        queues[0].Add(3, 2);
        queues[1].Add(5, 2);
        var polytope = SlotPolytope.Of(2, services, [2, 2]);
        long[] Ask(ObjectiveScheduler scheduler, long slot)
        {
            var served = new long[2];
            scheduler.Choose(new SlotView(slot, polytope, [2, 2], queues), served);
            return served;
        }

        Assert.Equal([0, 2], Ask(ObjectiveScheduler.Delay(flows), 6));
        Assert.Equal([2, 0], Ask(ObjectiveScheduler.Fairness(), 6));
        Assert.Equal(2, Ask(ObjectiveScheduler.Energy([1, 9]), 6).Sum());
        Assert.Equal(polytope.Forced, Ask(ObjectiveScheduler.Energy([1, 9]), 7).Sum());
        Assert.Equal(2, Ask(ObjectiveScheduler.Energy([4]), 7).Sum());
    }

    /// <summary>Requires that a scheduler serves, in every slot, the max-slack point of dual-curve states.</summary>
    private static void Same(Server server, Func<IReadOnlyList<Flow>, Scheduler> create)
    {
        var services = server.Services;
        var queues = services.Select(_ => new TaskQueue()).ToArray();
        for (var k = 0; k < queues.Length; k++)
            queues[k].Add(0, services[k].Backlog);
        var scheduler = create([.. services.Select((service, k) => new Flow($"{k}", service))]);
        for (var slot = 0; slot < server.Arrivals.Count; slot++)
        {
            var arrivals = server.Arrivals[slot];
            var polytope = SlotPolytope.Of(server.Capacity, services, arrivals);
            for (var k = 0; k < queues.Length; k++)
                queues[k].Add(slot, arrivals[k]);
            var served = new long[services.Count];
            scheduler.Choose(new SlotView(slot, polytope, arrivals, queues), served);

            Assert.Equal(polytope.MaxSlack(), served);
            for (var k = 0; k < queues.Length; k++)
                queues[k].Take(served[k], (_, _) => { });
            services = Server.After(services, arrivals, served);
            // Of tasks that are late already, a state does not know which is the latest.
            if (services.Any(service => service.StateCurve[0] > 0))
                return;
        }
    }

    private static long[] Run(Scheduler scheduler, IReadOnlyList<Flow> flows, long capacity, int slots, Func<int, long[]> arrivals)
    {
        var queues = flows.Select(_ => new TaskQueue()).ToArray();
        var total = new long[queues.Length];
        for (var slot = 0; slot < slots; slot++)
        {
            var come = arrivals(slot);
            for (var k = 0; k < queues.Length; k++)
                queues[k].Add(slot, come[k]);
            var served = new long[queues.Length];
            scheduler.Choose(new SlotView(slot, SlotPolytope.Of(capacity, [.. flows.Select(flow => flow.Service)], [.. come]), come, queues), served);
            for (var k = 0; k < queues.Length; k++)
            {
                queues[k].Take(served[k], (_, _) => { });
                total[k] += served[k];
            }
        }

        return total;
    }
}
