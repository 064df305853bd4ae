using System.Text.Json;

namespace Ggsm.Cli.Tests;

public sealed class ScheduleCommandTests : IDisposable
{
    private const string Flow = """{ "name": "f", "future": "0 1 +1/2", "arrivals": { "process": "poisson", "rate": 0.2 } }""";

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Shipped => [.. Directory.GetFiles(WorkbookRoot.Combine("scenarios"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task A_shipped_scenario_can_be_guaranteed_unless_it_is_the_one_that_cannot(string name)
    {
        var run = await CliRun.OfAsync("schedule", "check", Scenario(name), "--json", folder.File("c.json"));

        Assert.Equal(name != "overbooked", Json("c.json").GetProperty("schedulable").GetBoolean());
        Assert.Equal(name == "overbooked" ? ExitCodes.CheckFailed : ExitCodes.Done, run.ExitCode);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("simulate")]
    [InlineData("polytope")]
    public async Task What_cannot_be_guaranteed_ends_1_with_slot_flows_and_missing_capacity(string command)
    {
        var run = await CliRun.OfAsync("schedule", command, Scenario("overbooked"), "--json", folder.File("c.json"));

        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Contains("CANNOT be kept at 3 tasks a slot: by the end of slot 3, 10 tasks may be due, and 9 can be served. Missing: 1.", run.Output, StringComparison.Ordinal);
        Assert.Contains("camera 1 2, camera 2 2, camera 3 2, camera 4 2, control 2", run.Output, StringComparison.Ordinal);
        Assert.Contains("4 tasks a slot would be enough", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, Json("c.json").GetProperty("overload").GetProperty("missing").GetInt64());
    }

    [Fact]
    public async Task A_flow_that_could_not_be_kept_after_silence_is_told_so()
    {
        File.WriteAllText(folder.File("s.json"), """{ "capacity": 1, "flows": [{ "name": "f", "future": "0 2 +1/2", "state": "-2 -2 -2 -2 -2 0 +1/2", "arrivals": { "process": "constant", "tasks": 0 } }] }""");
        var run = await CliRun.OfAsync("schedule", "check", folder.File("s.json"));

        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Contains("slots of silence", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("max-slack")]
    [InlineData("random")]
    [InlineData("energy")]
    public async Task A_hundred_flows_are_simulated_without_a_broken_guarantee(string scheduler)
    {
        var run = await CliRun.OfAsync("schedule", "simulate", Scenario("hundred-flows"), "--slots", "400", "--sample-every", "100", "--scheduler", scheduler, "--json", folder.File("r.json"));

        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        Assert.Contains("0 guarantees broken", run.Output, StringComparison.Ordinal);
        var json = Json("r.json");
        Assert.Equal((0, 400, 100), (json.GetProperty("violations").GetInt64(), json.GetProperty("slots").GetInt64(), json.GetProperty("flows").GetInt64()));
        Assert.Equal(4, json.GetProperty("samples").GetArrayLength());
        Assert.Equal(["voice", "video", "bulk"], json.GetProperty("groups").EnumerateObject().Select(group => group.Name));
        Assert.True(json.GetProperty("groups").GetProperty("bulk").GetProperty("served").GetInt64() > 500);
    }

    [Fact]
    public async Task A_baseline_that_breaks_a_guarantee_ends_1_with_the_first_one()
    {
        var run = await CliRun.OfAsync("schedule", "simulate", Scenario("three-flows"), "--slots", "3000", "--scheduler", "fixed-priority");

        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Matches(@"The first: prompt was owed \d+ tasks by the end of slot \d+, and had \d+\.", run.Output);
    }

    [Fact]
    public async Task The_log_has_the_states_of_the_slots_that_were_asked_for()
    {
        var run = await CliRun.OfAsync("schedule", "simulate", Scenario("two-flows"), "--log", folder.File("l.jsonl"), "--log-every", "10");

        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        var lines = File.ReadLines(folder.File("l.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([0, 10, 20, 30, 40, 50], lines.Select(line => line.GetProperty("slot").GetInt64()));
        Assert.All(lines, line => Assert.Equal(2, line.GetProperty("states").GetArrayLength()));
        Assert.All(lines, line => Assert.Matches(@"^-?\d+( -?\d+)* (\+|\()", line.GetProperty("states")[1].GetString()));
    }

    [Fact]
    public async Task The_polytope_of_a_slot_has_its_inequalities_its_corners_and_where_schedulers_stand()
    {
        var run = await CliRun.OfAsync("schedule", "polytope", Scenario("two-flows"), "--slot", "20", "--scheduler", "random", "--json", folder.File("p.json"));

        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        Assert.Contains("prompt + patient <= 3", run.Output, StringComparison.Ordinal);
        Assert.Contains("prompt >= 1", run.Output, StringComparison.Ordinal);
        Assert.Contains("breaks prompt >= 1", run.Output, StringComparison.Ordinal);
        var json = Json("p.json");
        Assert.Equal("6", json.GetProperty("schedules").GetString());
        Assert.True(json.GetProperty("schedulers").GetProperty("max-slack").GetProperty("feasible").GetBoolean());
        Assert.False(json.GetProperty("schedulers").GetProperty("fixed-priority").GetProperty("feasible").GetBoolean());
        Assert.False(json.GetProperty("schedulers").TryGetProperty("sced", out _));
    }

    [Fact]
    public async Task The_polytope_of_a_hundred_flows_is_told_in_few_lines()
    {
        var run = await CliRun.OfAsync("schedule", "polytope", Scenario("hundred-flows"), "--slot", "50");

        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        Assert.Contains("there are 100", run.Output, StringComparison.Ordinal);
        Assert.InRange(run.Output.Split('\n').Length, 5, 24);
    }

    [Theory]
    [InlineData("""{ "capacity": 1, "flows": [FLOW] """, "not valid JSON")]
    [InlineData("""{ "capacity": -1, "flows": [FLOW] }""", "capacity: expected a whole number from 1")]
    [InlineData("""{ "capacity": 1, "flows": [{ "name": "f", "wieght": 1 }] }""", "flows[0].wieght: there is no such field here")]
    [InlineData("""{ "capacity": 1, "flows": [{ "name": "f", "future": "0 3 1" }] }""", "flows[0].future: the curve decreases")]
    [InlineData("""{ "capacity": 1, "flows": [FLOW, { "name": "g", "future": "0 1", "arrivals": { "process": "trace", "file": "none.txt" } }] }""", "flows[1].arrivals.file: the trace cannot be read")]
    public async Task The_five_kinds_of_bad_scenario_are_refused_by_their_field(string json, string said)
    {
        File.WriteAllText(folder.File("s.json"), json.Replace("FLOW", Flow, StringComparison.Ordinal));

        (await CliRun.OfAsync("schedule", "check", folder.File("s.json"))).AssertRefused("s.json", said);
    }

    [Theory]
    [InlineData("--slot", "polytope", "--slot", "60")]
    [InlineData("--slots", "simulate", "--slots", "0")]
    [InlineData("--seed", "simulate", "--seed", "-1")]
    [InlineData("--log-every", "simulate", "--log-every", "0")]
    [InlineData("'first'", "simulate", "--scheduler", "first")]
    [InlineData("'many'", "simulate", "--slots", "many")]
    [InlineData("--log", "simulate", "--log", "/no/such/folder/l.jsonl")]
    public async Task Options_that_cannot_be_are_refused(string said, string command, params string[] options) =>
        (await CliRun.OfAsync(["schedule", command, Scenario("two-flows"), .. options])).AssertRefused(said);

    [Fact]
    public async Task Deadlines_that_the_scheduler_needs_are_asked_for()
    {
        File.WriteAllText(folder.File("s.json"), $$"""{ "capacity": 1, "flows": [{{Flow}}] }""");

        (await CliRun.OfAsync("schedule", "simulate", folder.File("s.json"), "--scheduler", "edf")).AssertRefused("deadline", "\"f\"");
    }

    [Fact]
    public async Task Ctrl_C_ends_a_simulation_cleanly_and_leaves_no_half_log()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var run = await CliRun.OfAsync(stop.Token, "schedule", "simulate", Scenario("hundred-flows"), "--slots", "1000000000", "--log", folder.File("l.jsonl"), "--log-every", "1000");

        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.False(File.Exists(folder.File("l.jsonl")));
    }

    public void Dispose() => folder.Dispose();

    private static string Scenario(string name) => WorkbookRoot.Combine("scenarios", $"{name}.json");

    private JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(folder.File(file))).RootElement;
}
