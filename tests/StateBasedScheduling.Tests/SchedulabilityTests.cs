using FsCheck;
using FsCheck.Fluent;
using StateBasedScheduling.Curves;
using StateBasedScheduling.Schedulability;
using StateBasedScheduling.Services;

namespace StateBasedScheduling.Tests;

public sealed class SchedulabilityTests
{
    [Fact]
    public void The_witness_says_which_slot_and_which_flows_and_how_much_is_missing()
    {
        var test = SchedulabilityTest.Of(3, [Flow("0 0 1 2 3 +1/2"), Flow("0 0 1 2 3 +1/2"), Flow("0 0 1 2 3 +1/2"), Flow("0 0 1 2 3 +1/2"), Flow("0 1 2 +1/2")]);

        Assert.False(test.Holds);
        Assert.Equal((3, 10, 9, 1), (test.Witness!.Slot, test.Witness.Load, test.Witness.Served, test.Witness.Missing));
        Assert.Equal([(0, 2), (1, 2), (2, 2), (3, 2), (4, 2)], test.Witness.Flows);
        Assert.Equal(4, test.LeastCapacity);
        Assert.Null(test.Slack);
    }

    [Fact]
    public void The_slack_is_what_is_left_at_the_tightest_time()
    {
        Assert.Equal(1, SchedulabilityTest.Of(2, [Flow("0 1 +1")]).Slack);
        Assert.Equal(0, SchedulabilityTest.Of(2, [Flow("0 1 +1"), Flow("0 0 2 +1/2")]).Slack);
    }

    [Fact]
    public void Tasks_due_at_once_are_beyond_any_capacity()
    {
        var test = SchedulabilityTest.Of(100, [new DualCurveService(Curve.Infinite, Curve.Parse("0 1 +1"), backlog: 2)]);

        Assert.Equal((0, 2), (test.Witness!.Slot, test.Witness.Missing));
        Assert.Null(test.LeastCapacity);
    }

    [Fact]
    public void Rates_that_are_too_high_by_little_are_found_out_late()
    {
        var test = SchedulabilityTest.Of(1, [Flow("0 0 0 0 0 0 0 0 0 0 +101/100")]);

        Assert.False(test.Holds);
        // From slot 9 on 1.01 tasks a slot, rounded down: more than a task a slot from the start when (t - 9) * 1.01 >= t + 1.
        Assert.Equal((1009, 1), (test.Witness!.Slot, test.Witness.Missing));
    }

    [Fact]
    public void A_flow_that_can_never_be_owed_much_more_does_not_need_its_whole_future_curve()
    {
        // Two tasks are owed to the first flow for ever, so its burst of five cannot come.
        var capped = new DualCurveService(Curve.Parse("0 0 0 2"), Curve.Parse("0 0 0 5 +1"), backlog: 0);

        Assert.True(SchedulabilityTest.Of(1, [capped]).Holds);
        Assert.False(SchedulabilityTest.Of(1, [Flow("0 0 0 5 +1")]).Holds);
    }

    [Fact]
    public void A_future_curve_that_comes_later_counts_now_unless_it_can_never_be_owed()
    {
        Curve[] futures = [Curve.Parse("0 +1"), Curve.Parse("0 +1"), Curve.Parse("0 0 4 +1")];
        var test = SchedulabilityTest.Of(1, [new MinPlusService(Curve.Parse("0 +1"), futures, 0)]);

        Assert.True(test.Witness!.AfterSilence);
        Assert.True(SchedulabilityTest.Of(1, [new MinPlusService(Curve.Parse("0 +1"), futures[..2], 0)]).Holds);
        Assert.True(SchedulabilityTest.Of(1, [new MinPlusService(Curve.Parse("0 1 2"), futures, 0)]).Holds);
    }

    [Fact]
    public void The_condition_is_necessary_and_sufficient_by_playing_every_game_of_two_slots() => Systems.Hold(
        Games(Systems.MinPlusServices(mostBacklog: 1)), 2000, given => AgreesWithTheGame(given.Services, given.Capacity, horizon: 2, mostArrivals: 2));

    [Fact]
    public void The_condition_is_necessary_and_sufficient_by_playing_games_of_three_slots() => Systems.Hold(
        Games(Systems.DualCurves(mostBacklog: 1).Select(service => (MinPlusService)service)), 40, given => AgreesWithTheGame(given.Services, given.Capacity, horizon: 3, mostArrivals: 3));

    [Fact]
    public void The_load_alone_does_not_decide_a_general_service()
    {
        // Up to two tasks of the third slot are due in it; nothing else is ever due.
        var service = new GeneralService(3, 0, arrivals => new DepartureVector(0, 0, 0, Math.Min(2, arrivals[3] - arrivals[2])));

        Assert.False(new GeneralGame(1, mostArrivals: 2).IsSchedulable([service]));
        Assert.True(new GeneralGame(2, mostArrivals: 2).IsSchedulable([service]));
        // By slot 3, two tasks are due, and three could be served: by the load alone it would be schedulable.
        Assert.True(service.WorstCase(new ArrivalVector(0, 0, 0, 2))[3] <= 3);
    }

    [Fact]
    public void The_least_capacity_is_the_least() => Systems.Hold(Systems.Servers(slots: 1), 1000, server =>
    {
        var least = SchedulabilityTest.Of(0, server.Services).LeastCapacity!.Value;

        Assert.True(SchedulabilityTest.Of(least, server.Services).Holds);
        Assert.True(least == 0 || !SchedulabilityTest.Of(least - 1, server.Services).Holds);
    });

    private static void AgreesWithTheGame(MinPlusService[] services, long capacity, int horizon, int mostArrivals)
    {
        var test = SchedulabilityTest.Of(capacity, services);
        var game = new GeneralGame(capacity, mostArrivals).IsSchedulable([.. services.Select(service => GeneralService.Of(service, horizon))]);

        if (test.Holds)
            Assert.True(game, "the condition holds, and the server has no answer to some arrivals");
        else if (test.Witness!.Slot <= horizon)
            Assert.False(game, $"the condition fails by slot {test.Witness.Slot}, and the server has an answer to all arrivals");
    }

    private static Gen<(MinPlusService[] Services, long Capacity)> Games(Gen<MinPlusService> services) =>
        from both in services.ArrayOf(2) from capacity in Gen.Choose(0, 2) select (both, (long)capacity);

    private static DualCurveService Flow(string future) => new(Curve.Parse(future));
}
