using StateBasedScheduling.Simulation;

namespace StateBasedScheduling.Tests;

public sealed class ScenarioFileTests : IDisposable
{
    private const string Flow = """{ "name": "f", "future": "0 1 +1/2", "arrivals": { "process": "poisson", "rate": 0.2 } }""";

    private readonly string folder = Directory.CreateTempSubdirectory("scenario").FullName;

    [Fact]
    public void Every_field_is_read()
    {
        File.WriteAllText(Path.Combine(folder, "trace.txt"), "1\n0\n2\n");
        var scenario = Read("""
            {
              "capacity": 5, "slots": 70, "seed": 9, "energy_prices": [1, 4],
              "flows": [
                { "name": "a", "count": 2, "future": "0 0 1 +1/2", "state": "0 0 1", "backlog": 1, "weight": 3, "priority": 2, "deadline": 4, "arrivals": { "process": "constant", "tasks": 1, "every": 2 } },
                { "name": "b", "future": "0 1 +1", "arrivals": { "process": "on-off", "on": 2.5, "off": 4, "tasks": 3 } },
                { "name": "c", "future": "0 1 +1", "arrivals": { "process": "adversarial", "burst": 3, "rest": 1 } },
                { "name": "d", "future": "0 1 +1", "arrivals": { "process": "trace", "file": "trace.txt" } }
              ]
            }
            """);

        Assert.Equal((5, 70, 9), (scenario.Capacity, scenario.Slots, scenario.Seed));
        Assert.Equal([1, 4], scenario.EnergyPrices);
        Assert.Equal(["a 1", "a 2", "b", "c", "d"], scenario.Flows.Select(flow => flow.Flow.Name));
        var first = scenario.Flows[1].Flow;
        Assert.Equal((3, 2, 4, 1), (first.Weight, first.Priority, first.Deadline, first.Service.Backlog));
        Assert.Equal("0 0 1", first.Service.StateCurve.ToString());
        Assert.Equal(new ConstantArrivals(1, 2), scenario.Flows[0].Arrivals);
        Assert.Equal(new OnOffArrivals(2.5, 4, 3), scenario.Flows[2].Arrivals);
        Assert.Equal(new AdversarialArrivals(3, 1), scenario.Flows[3].Arrivals);
        Assert.Equal([1, 0, 2], ((TraceArrivals)scenario.Flows[4].Arrivals).Counts);
    }

    [Theory]
    [InlineData("capacity", """{ "capacity": 0, "flows": [FLOW] }""", "from 1 to")]
    [InlineData("capacity", """{ "capacity": 2.5, "flows": [FLOW] }""", "whole number")]
    [InlineData("capacity", """{ "flows": [FLOW] }""", "missing")]
    [InlineData("capcity", """{ "capcity": 1, "flows": [FLOW] }""", "no such field")]
    [InlineData("slots", """{ "capacity": 1, "slots": -1, "flows": [FLOW] }""", "from 1 to")]
    [InlineData("energy_prices[1]", """{ "capacity": 1, "energy_prices": [1, "x"], "flows": [FLOW] }""", "whole number")]
    [InlineData("flows", """{ "capacity": 1, "flows": [] }""", "at least one")]
    [InlineData("flows[0]", """{ "capacity": 1, "flows": [3] }""", "JSON object")]
    [InlineData("flows[0].name", """{ "capacity": 1, "flows": [{ "future": "0 1" }] }""", "missing")]
    [InlineData("flows[0].wieght", """{ "capacity": 1, "flows": [{ "name": "f", "wieght": 2 }] }""", "no such field")]
    [InlineData("flows[0].future", """{ "capacity": 1, "flows": [{ "name": "f", "future": "0 2 1" }] }""", "decreases")]
    [InlineData("flows[0].future", """{ "capacity": 1, "flows": [{ "name": "f", "future": "1 2" }] }""", "starts with 0")]
    [InlineData("flows[0].future", """{ "capacity": 1, "flows": [{ "name": "f", "future": "0 inf" }] }""", "infinite")]
    [InlineData("flows[0].future", """{ "capacity": 1, "flows": [{ "name": "f", "future": 3 }] }""", "expected a text")]
    [InlineData("flows[0].state", """{ "capacity": 1, "flows": [{ "name": "f", "future": "0 1", "state": "0 a" }] }""", "no value")]
    [InlineData("flows[0].backlog", """{ "capacity": 1, "flows": [{ "name": "f", "future": "0 1", "backlog": -2, "arrivals": {} }] }""", "from 0 to")]
    [InlineData("flows[0].arrivals.process", """{ "capacity": 1, "flows": [{ "name": "f", "future": "0 1", "arrivals": { "process": "gauss" } }] }""", "no arrival process")]
    [InlineData("flows[0].arrivals.rate", """{ "capacity": 1, "flows": [{ "name": "f", "future": "0 1", "arrivals": { "process": "poisson", "rate": -1 } }] }""", "from 0 to")]
    [InlineData("flows[0].arrivals.tasks", """{ "capacity": 1, "flows": [{ "name": "f", "future": "0 1", "arrivals": { "process": "poisson", "rate": 1, "tasks": 1 } }] }""", "no such field")]
    [InlineData("flows[0].arrivals.file", """{ "capacity": 1, "flows": [{ "name": "f", "future": "0 1", "arrivals": { "process": "trace", "file": "none.txt" } }] }""", "cannot be read")]
    [InlineData("flows", """{ "capacity": 1, "flows": [{ "name": "f", "future": "0 +1/1021", "arrivals": { "process": "constant", "tasks": 0 } }, { "name": "g", "future": "0 +1/1031", "arrivals": { "process": "constant", "tasks": 0 } }] }""", "common multiple")]
    public void What_cannot_be_is_refused_by_its_field(string field, string json, string reason)
    {
        var refusal = Assert.Throws<ScenarioException>(() => Read(json.Replace("FLOW", Flow, StringComparison.Ordinal)));

        Assert.Equal(field, refusal.Field);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("scenario.json", refusal.File, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_a_trace_that_is_no_number_is_named()
    {
        File.WriteAllText(Path.Combine(folder, "trace.txt"), "1\n0\n-2\n");
        var refusal = Assert.Throws<ScenarioException>(() => Read("""{ "capacity": 1, "flows": [{ "name": "f", "future": "0 1", "arrivals": { "process": "trace", "file": "trace.txt" } }] }"""));

        Assert.Equal((3, "flows[0].arrivals.file"), (refusal.Line, refusal.Field));
        Assert.EndsWith("trace.txt", refusal.File, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_JSON_or_is_not_there_is_refused()
    {
        Assert.Equal(2, Assert.Throws<ScenarioException>(() => Read("{\n\"capacity\": }")).Line);
        Assert.Contains("cannot be read", Assert.Throws<ScenarioException>(() => SchedulingScenario.Read(Path.Combine(folder, "none.json"))).Message, StringComparison.Ordinal);
        Assert.Contains("not valid JSON", Assert.Throws<ScenarioException>(() => Read($$"""{ "capacity": 1, "capacity": 2, "flows": [{{Flow}}] }""")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scheduler_that_needs_deadlines_says_so()
    {
        var scenario = Read($$"""{ "capacity": 1, "flows": [{{Flow}}] }""");

        Assert.Contains("\"f\" has no deadline", Assert.Throws<ScenarioException>(() => SchedulerNames.Create("edf", scenario)).Message, StringComparison.Ordinal);
        Assert.Contains("max-slack", Assert.Throws<ScenarioException>(() => SchedulerNames.Create("first", scenario)).Remedy, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private SchedulingScenario Read(string json)
    {
        var path = Path.Combine(folder, "scenario.json");
        File.WriteAllText(path, json);
        return SchedulingScenario.Read(path);
    }
}
