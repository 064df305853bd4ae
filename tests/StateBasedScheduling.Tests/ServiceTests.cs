using FsCheck;
using FsCheck.Fluent;
using StateBasedScheduling.Curves;
using StateBasedScheduling.Services;

namespace StateBasedScheduling.Tests;

public sealed class ServiceTests
{
    private const int Horizon = 6;

    [Fact]
    public void A_flow_at_rest_has_the_service_curve_of_network_calculus()
    {
        var service = new DualCurveService(Curve.Parse("0 0 2 +1"));

        Assert.Equal(new DepartureVector(0, 0, 2, 2, 3, 3), service.WorstCase(new ArrivalVector(0, 2, 2, 3, 3, 3)));
        Assert.Equal(service.Future, service.StateCurve);
    }

    [Fact]
    public void Clipping_the_two_curves_leaves_the_map_as_it_is() => Systems.Hold(
        from future in Systems.Futures() from state in Systems.Curves() from backlog in Gen.Choose(0, 3) from arrivals in Gen.Choose(0, 3).ArrayOf(Horizon)
        select (future, state, backlog, arrivals), 3000, given =>
    {
        var (future, state, backlog, arrivals) = given;
        var vector = Vector(backlog, arrivals);
        var formula = Enumerable.Range(0, Horizon + 1).Select(t => Enumerable.Range(0, t + 1).Select(s => vector[s] + future[t - s]).Append(state[t]).Min());

        Assert.Equal(new DepartureVector([.. formula]), new DualCurveService(state, future, backlog).WorstCase(vector));
    });

    [Fact]
    public void Updates_of_min_plus_services_equal_those_of_the_general_map() => Systems.Hold(
        Played(Systems.MinPlusServices()), 3000, given => Agree(given.Service, given.Slots, given.Later));

    [Fact]
    public void Updates_of_dual_curve_services_equal_those_of_the_general_map_and_stay_dual_curve() => Systems.Hold(
        Played(Systems.DualCurves()), 3000, given =>
        {
            Agree(given.Service, given.Slots, given.Later);
            var after = given.Slots.Aggregate(given.Service, (service, slot) => service.Update(slot.Arrivals, Math.Min(slot.Served, service.Backlog + slot.Arrivals)));
            Assert.Single(after.FutureCurves);
        });

    [Fact]
    public void Departures_say_where_they_first_fall_below_a_worst_case()
    {
        var worst = new DepartureVector(0, 1, 2, 4);

        Assert.Null(new DepartureVector(0, 1, 3, 4).FirstBelow(worst));
        Assert.Equal(2, new DepartureVector(0, 1, 1, 4).FirstBelow(worst));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        var service = new DualCurveService(Curve.Parse("0 1 +1"));

        Assert.Throws<ArgumentException>(() => new DualCurveService(Curve.Parse("1 +1")));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DualCurveService(Curve.Zero, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => service.Update(1, 2));
        Assert.Throws<ArgumentException>(() => service.WorstCase(new ArrivalVector(1, 1)));
        Assert.Throws<ArgumentException>(() => new ArrivalVector(2, 1));
        Assert.Throws<InvalidOperationException>(() => GeneralService.Of(service, 0).Update(0, 0));
    }

    private static void Agree<T>(T service, (long Arrivals, long Served)[] slots, int[] later)
        where T : MinPlusService
    {
        var general = GeneralService.Of(service, Horizon);
        MinPlusService formula = service;
        foreach (var (arrivals, wanted) in slots)
        {
            var served = Math.Min(wanted, formula.Backlog + arrivals);
            (general, formula) = (general.Update(arrivals, served), formula.Update(arrivals, served));
        }

        var vector = Vector(formula.Backlog, later[..general.Horizon]);
        Assert.Equal(general.WorstCase(vector), formula.WorstCase(vector));
    }

    private static Gen<(T Service, (long Arrivals, long Served)[] Slots, int[] Later)> Played<T>(Gen<T> services) =>
        from service in services
        from count in Gen.Choose(1, 4)
        from arrivals in Gen.Choose(0, 3).ArrayOf(count)
        from served in Gen.Choose(0, 3).ArrayOf(count)
        from later in Gen.Choose(0, 3).ArrayOf(Horizon)
        select (service, arrivals.Zip(served, (a, u) => ((long)a, (long)u)).ToArray(), later);

    private static ArrivalVector Vector(long backlog, int[] arrivals) => ArrivalVector.Of(backlog, [.. arrivals.Select(tasks => (long)tasks)]);
}
