using StateBasedScheduling.Simulation;

namespace Ggsm.Notebooks.Tests.Figures;

public sealed class SchedulingFiguresTests
{
    private static readonly string Scenarios = WorkbookPaths.Find(AppContext.BaseDirectory).Scenario("");

    [Fact]
    public void A_slider_shows_one_slot_at_a_time_with_all_its_feasible_schedules()
    {
        var slots = SlotPicture.Take(Read("two-flows"), first: 20, count: 5, "random", "max-slack", "fixed-priority");
        var figure = new FigureData(Notebooks.Figures.SlotPolytope(slots));
        var perSlot = figure.Traces.Count / 5;

        Assert.Equal(["20", "21", "22", "23", "24"], figure.Layout["sliders"]![0]!["steps"]!.AsArray().Select(step => (string?)step!["label"]));
        Assert.Equal(4, perSlot);
        for (var i = 0; i < 5; i++)
        {
            var shown = FigureData.Values<bool>(figure.Layout["sliders"]![0]!["steps"]![i]!["args"]![0]!["visible"]);
            Assert.Equal(Enumerable.Range(0, 5 * perSlot).Select(trace => trace / perSlot == i), shown);
            Assert.Equal(slots[i].Points.Select(point => (double)point[0]), FigureData.Values<double>(figure.Traces[(i * perSlot) + 1]["x"]));
        }

        Assert.All(figure.Traces.Skip(perSlot), trace => Assert.False(trace["visible"]!.GetValue<bool>()));
        Assert.Contains(slots, slot => slot.Choices.Any(choice => !choice.IsFeasible));
    }

    [Fact]
    public void In_space_a_polytope_has_the_edges_of_its_corners()
    {
        // Nothing is owed yet and the capacity is ample: a box of 2 by 1 by 1 tasks, with eight corners and twelve edges.
        var flow = """{ "name": "NAME", "future": "0 0 0 0 0 0 1", "arrivals": { "process": "trace", "file": "NAME.txt" } }""";
        var folder = Directory.CreateTempSubdirectory("figures").FullName;
        foreach (var (name, tasks) in ((string, int)[])[("a", 2), ("b", 1), ("c", 1)])
            File.WriteAllText(Path.Combine(folder, $"{name}.txt"), $"{tasks}\n");
        File.WriteAllText(Path.Combine(folder, "s.json"), $$"""{ "capacity": 9, "flows": [{{string.Join(',', "abc".Select(name => flow.Replace("NAME", $"{name}")))}}] }""");
        var slot = Assert.Single(SlotPicture.Take(SchedulingScenario.Read(Path.Combine(folder, "s.json")), first: 0, count: 1));
        Directory.Delete(folder, recursive: true);

        var figure = new FigureData(Notebooks.Figures.SlotPolytopeInSpace([slot]));

        Assert.Equal(8, slot.Corners.Count);
        Assert.Equal(12, slot.Points.Count);
        Assert.Equal(3 * 12, figure.Trace("edges")["x"]!.AsArray().Count);
    }

    [Fact]
    public void Curves_lie_between_arrivals_and_what_is_owed()
    {
        var history = FlowHistory.Take(Read("two-flows"), flow: 1, "max-slack", "energy");

        Assert.Equal(["arrived", "owed", "served, max-slack", "served, energy"], new FigureData(Notebooks.Figures.FlowCurves(history)).Names);
        Assert.All(history.Served, served => Assert.All(served.Tasks.Select((tasks, t) => (tasks, t)), at => Assert.InRange(at.tasks, history.Owed[at.t], history.Arrived[at.t])));
    }

    [Fact]
    public void Objectives_are_drawn_against_the_first_and_freedom_against_one_schedule()
    {
        var runs = NamedSimulation.Each(Read("three-flows") with { Slots = 400 }, sampleEvery: 20, "max-slack", "energy");
        var bars = new FigureData(Notebooks.Figures.Objectives(runs));
        var freedom = new FigureData(Notebooks.Figures.Freedom(runs));

        Assert.All(FigureData.Values<double>(bars.Trace("max-slack")["y"]), value => Assert.Equal(1, value));
        Assert.Equal(runs[1].WeightedDelay / runs[0].WeightedDelay, FigureData.Values<double>(bars.Trace("energy")["y"])[0], 1e-9);
        Assert.Equal(20, freedom.Trace("feasible schedules, energy")["x"]!.AsArray().Count);
        Assert.All(FigureData.Values<double>(freedom.Trace("earliest deadline first")["y"]), value => Assert.Equal(0, value));
        Assert.Equal(2, Notebooks.Tables.Schedulers(runs).Rows.Count);
    }

    [Fact]
    public void A_scheduler_with_a_memory_cannot_be_asked_about_a_single_slot() =>
        Assert.Contains("sced", Assert.Throws<BadInputException>(() => SlotPicture.Take(Read("two-flows"), 0, 1, "max-slack", "sced")).Message);

    private static SchedulingScenario Read(string name) => SchedulingScenario.Read(Path.Combine(Scenarios, $"{name}.json"));
}
