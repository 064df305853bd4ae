using StateBasedScheduling.Curves;
using StateBasedScheduling.Schedulability;
using StateBasedScheduling.Services;
using StateBasedScheduling.Slots;

namespace StateBasedScheduling.Tests;

public sealed class PolytopeTests
{
    [Fact]
    public void A_slot_of_two_flows_is_known_by_heart()
    {
        // Both have three tasks; the first is owed one now and one more each slot, the second three within three slots.
        DualCurveService[] services = [new(Curve.Parse("0 1 2 +1")), new(Curve.Parse("0 0 0 3 +1/2"))];
        var polytope = SlotPolytope.Of(3, services, [3, 3]);

        Assert.Equal([new PolytopeStep(0, 1)], polytope.Steps);
        Assert.Equal(["(1, 0)", "(1, 1)", "(1, 2)", "(2, 0)", "(2, 1)", "(3, 0)"], polytope.Points().Select(Text));
        Assert.Equal(["(1, 0)", "(1, 2)", "(3, 0)"], polytope.Vertices().Select(Text));
        Assert.Equal("u1 >= 1", polytope.FindViolation([0, 2])!.ToString());
        Assert.Equal(InequalityKind.Capacity, polytope.FindViolation([2, 2])!.Kind);
        Assert.Equal(InequalityKind.Queued, polytope.FindViolation([4, 0])!.Kind);
        Assert.Equal(InequalityKind.NotNegative, polytope.FindViolation([1, -1])!.Kind);
        Assert.Equal(["u2 >= 0", "u1 + u2 <= 3", "u1 >= 1"], polytope.Inequalities().Select(one => one.ToString()));
        // With one task less a slot, two of the six tasks that are due within three slots must go now.
        Assert.Equal([new PolytopeStep(0, 1), new PolytopeStep(2, 2)], SlotPolytope.Of(2, services, [3, 3]).Steps);
        Assert.Equal(["(1, 1)", "(2, 0)"], SlotPolytope.Of(2, services, [3, 3]).Points().Select(Text));
    }

    [Fact]
    public void In_a_schedulable_state_a_feasible_schedule_exists_and_the_max_slack_point_is_one() => Systems.Hold(Systems.Servers(), 2000, server => server.Play((polytope, _, _) =>
    {
        Assert.Null(polytope.Emptiness());
        Assert.Null(polytope.FindViolation(polytope.MaxSlack()));
    }));

    [Fact]
    public void Feasible_schedules_are_exactly_those_that_lead_to_a_schedulable_state() => Systems.Hold(Systems.Servers(slots: 4), 1000, server => server.Play((polytope, services, arrivals) =>
    {
        foreach (var served in Everything(polytope))
        {
            var next = SchedulabilityTest.Of(server.Capacity, Server.After(services, arrivals, served));
            var feasible = served.Sum() <= server.Capacity && next.Holds;
            Assert.True(feasible == polytope.Contains(served), $"{Text(served)} is {(feasible ? "" : "not ")}feasible by the next state");
            if (feasible)
                Assert.Equal(next.Slack, polytope.Slack(served));
        }
    }));

    [Fact]
    public void Feasible_schedules_are_exactly_those_of_the_game_of_all_arrivals()
    {
        const int horizon = 3;
        var game = new GeneralGame(capacity: 2, mostArrivals: 2);
        Systems.Hold(Systems.DualCurves(mostBacklog: 1).Two(), 400, services =>
        {
            if (!SchedulabilityTest.Of(2, services).Holds)
                return;
            long[] arrivals = [2, 1];
            var polytope = SlotPolytope.Of(2, services, arrivals);
            var played = game.FeasibleSchedules([.. services.Select(service => GeneralService.Of(service, horizon))], arrivals).Select(Text).ToHashSet();

            // The game ends at its horizon, so it may allow what is only punished later, and never the other way round.
            Assert.Subset(played, polytope.Points().Select(Text).ToHashSet());
            foreach (var served in Everything(polytope).Where(served => polytope.FindViolation(served) is not null))
            {
                if (played.Contains(Text(served)))
                    Assert.True(SchedulabilityTest.Of(2, [.. services.Select((service, k) => service.Update(arrivals[k], served[k]))]).Witness!.Slot > horizon - 1);
            }
        });
    }

    [Fact]
    public void Its_points_are_those_that_its_inequalities_allow_and_its_violated_inequality_is_violated() => Systems.Hold(Systems.Servers(slots: 5), 1000, server => server.Play((polytope, _, _) =>
    {
        var inequalities = polytope.Inequalities();
        foreach (var served in Everything(polytope))
        {
            var violated = polytope.FindViolation(served);
            Assert.Equal(violated is null, inequalities.All(one => one.Holds(served)));
            Assert.False(violated?.Holds(served) ?? false);
        }
    }));

    [Fact]
    public void No_inequality_of_a_guarantee_can_be_left_out_for_a_single_other_one() => Systems.Hold(Systems.Servers(slots: 5), 500, server => server.Play((polytope, _, _) =>
    {
        var guarantees = polytope.Inequalities().Where(one => one.Kind == InequalityKind.Guarantee).ToList();
        Assert.All(guarantees, one => Assert.DoesNotContain(guarantees, other =>
            other != one && other.Flows.All(one.Flows.Contains) && other.Bound >= one.Bound));
    }));

    [Fact]
    public void Greedy_choices_are_the_best_of_all_points_for_every_weight() => Systems.Hold(Systems.Servers(slots: 5), 1500, server =>
    {
        var random = new Random(server.Seed);
        server.Play((polytope, _, _) =>
        {
            long[] weights = [.. Enumerable.Range(0, polytope.Flows).Select(_ => (long)random.Next(-4, 5))];
            var best = polytope.Points().Max(point => Worth(point, weights));
            var greedy = polytope.Maximize(weights);

            Assert.True(polytope.Contains(greedy), $"{Text(greedy)} is not feasible");
            Assert.Equal(best, Worth(greedy, weights));
        });
    });

    [Fact]
    public void They_are_the_best_too_when_the_worth_of_a_flows_tasks_falls() => Systems.Hold(Systems.Servers(slots: 5), 1500, server =>
    {
        var random = new Random(server.Seed);
        server.Play((polytope, _, _) =>
        {
            var worths = Enumerable.Range(0, polytope.Flows).Select(k => Falling(random, polytope.Queued(k))).ToArray();
            long Sum(long[] point) => point.Select((tasks, k) => worths[k].Take((int)tasks).Sum()).Sum();
            var greedy = new long[polytope.Flows];
            polytope.Maximize((flow, number) => worths[flow][number - 1], greedy);

            Assert.True(polytope.Contains(greedy), $"{Text(greedy)} is not feasible");
            Assert.Equal(polytope.Points().Max(Sum), Sum(greedy));
        });
    });

    [Fact]
    public void No_feasible_schedule_leaves_more_slack_than_the_max_slack_point_at_any_time() => Systems.Hold(Systems.Servers(slots: 4), 1000, server => server.Play((polytope, _, _) =>
    {
        long Left(long[] served, int t) => served.Select((tasks, k) => Math.Max(0, polytope.Required(k, t) - tasks)).Sum();
        var point = polytope.MaxSlack();
        foreach (var other in polytope.Points())
        {
            Assert.True(polytope.Slack(point) >= polytope.Slack(other));
            Assert.All(Enumerable.Range(0, polytope.Horizon), t => Assert.True(Left(point, t) <= Left(other, t)));
        }
    }));

    [Fact]
    public void The_max_slack_point_is_feasible_whenever_any_schedule_is_schedulable_or_not() => Systems.Hold(Systems.DualCurves().Two(), 3000, services =>
    {
        foreach (var capacity in (long[])[0, 1, 2, 3])
        {
            var polytope = SlotPolytope.Of(capacity, services, [1, 2]);
            Assert.Equal(polytope.Points().Any(), polytope.Contains(polytope.MaxSlack()));
            Assert.Equal(polytope.Points().Any(), polytope.Emptiness() is null);
        }
    });

    [Fact]
    public void The_count_is_that_of_enumeration() => Systems.Hold(Systems.Servers(), 1000, server => server.Play((polytope, _, _) =>
        Assert.Equal(polytope.Points().LongCount(), polytope.Count()!.Value)));

    [Fact]
    public void A_count_that_would_take_too_much_is_not_made()
    {
        var polytope = SlotPolytope.Of(50, [.. Enumerable.Repeat(new DualCurveService(Curve.Parse("0 0 0 1 +1/2")), 40)], [.. Enumerable.Repeat(5L, 40)]);

        Assert.Null(polytope.Count(mostTotals: 10));
        Assert.True(polytope.Count() > long.MaxValue);
    }

    [Fact]
    public void Corners_are_the_points_that_lie_between_no_two_others() => Systems.Hold(Systems.Servers(slots: 5), 600, server => server.Play((polytope, _, _) =>
    {
        var points = polytope.Points().ToList();
        var known = points.Select(Text).ToHashSet();
        var corners = polytope.Vertices().Select(Text).ToHashSet();
        // On this kind of polytope, a point that is no corner can be moved both ways along some flow, or between some two flows.
        foreach (var point in points)
        {
            var between = Directions(polytope.Flows).Any(d => known.Contains(Text([.. point.Zip(d, (u, x) => u + x)])) && known.Contains(Text([.. point.Zip(d, (u, x) => u - x)])));
            Assert.Equal(!between, corners.Contains(Text(point)));
        }
    }));

    [Fact]
    public void A_horizon_that_moves_along_forgets_what_is_due_behind_it_and_leaves_no_schedule_at_last()
    {
        const int horizon = 2;
        IReadOnlyList<DualCurveService> blind = [new(Curve.Parse("0 0 0 3 +1/3")), new(Curve.Parse("0 0 0 3 +1/3"))];
        var seeing = blind;
        long[] arrivals = [3, 3];
        (long, long)? emptied = null;
        for (var slot = 0; slot < 3; slot++)
        {
            // The laziest schedule that looks feasible, and the laziest one that is.
            var looks = SlotPolytope.WithMovingHorizon(2, blind, arrivals, horizon);
            emptied ??= looks.Emptiness();
            blind = emptied is null ? Server.After(blind, arrivals, looks.Maximize([-1, -1])) : blind;
            var polytope = SlotPolytope.Of(2, seeing, arrivals);
            Assert.Null(polytope.Emptiness());
            seeing = Server.After(seeing, arrivals, polytope.Maximize([-1, -1]));
            arrivals = [0, 0];
        }

        Assert.NotNull(emptied);
        Assert.True(SchedulabilityTest.Of(2, seeing).Holds);
    }

    [Fact]
    public void A_horizon_that_shrinks_as_time_goes_by_does_not()
    {
        // The general service promises up to a fixed end, and its game looks up to there: a slot with a feasible schedule is followed by one that has one.
        var game = new GeneralGame(2, mostArrivals: 3);
        GeneralService[] services = [GeneralService.Of(new DualCurveService(Curve.Parse("0 0 0 3 +1/3")), 3), GeneralService.Of(new DualCurveService(Curve.Parse("0 0 0 3 +1/3")), 3)];
        long[] arrivals = [3, 3];
        while (services[0].Horizon > 0)
        {
            var lazy = game.FeasibleSchedules(services, arrivals).MinBy(served => served.Sum());
            Assert.NotNull(lazy);
            services = [.. services.Select((service, k) => service.Update(arrivals[k], lazy[k]))];
            arrivals = [0, 0];
        }
    }

    [Fact]
    public void Too_many_flows_to_list_are_refused_with_the_way_out()
    {
        var polytope = SlotPolytope.Of(20, [.. Enumerable.Repeat(new DualCurveService(Curve.Parse("0 1 +1")), 13)], new long[13]);

        Assert.Contains("Steps", Assert.Throws<ArgumentException>(() => polytope.Inequalities()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => polytope.Vertices());
        Assert.Throws<ArgumentException>(() => polytope.FindViolation([1]));
    }

    private static IEnumerable<long[]> Everything(SlotPolytope polytope) => Systems.Box(Enumerable.Range(0, polytope.Flows).Select(polytope.Queued));

    private static IEnumerable<long[]> Directions(int flows)
    {
        for (var k = 0; k < flows; k++)
        {
            yield return [.. Enumerable.Range(0, flows).Select(i => i == k ? 1L : 0L)];
            for (var j = 0; j < k; j++)
                yield return [.. Enumerable.Range(0, flows).Select(i => i == k ? 1L : i == j ? -1L : 0L)];
        }
    }

    private static long[] Falling(Random random, long count)
    {
        var worths = Enumerable.Range(0, (int)count).Select(_ => (long)random.Next(-5, 6)).ToArray();
        return [.. worths.OrderDescending()];
    }

    private static long Worth(long[] served, long[] weights) => served.Zip(weights, (tasks, weight) => tasks * weight).Sum();

    private static string Text(long[] served) => $"({string.Join(", ", served)})";
}
