using System.Globalization;
using System.Text.Json;
using StateBasedScheduling.Curves;
using StateBasedScheduling.Schedulability;
using StateBasedScheduling.Schedulers;
using StateBasedScheduling.Services;

namespace StateBasedScheduling.Simulation;

/// <summary>Reads scenario files: JSON, described in <c>docs/scheduling.md</c>. Every error names the field.</summary>
internal static class ScenarioFile
{
    private const long MostCapacity = 1_000_000;
    private const long MostTasks = 1_000_000;
    private const long MostSlots = 1_000_000_000;
    private const long MostFlows = 100_000;

    public static SchedulingScenario Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Scenario(new ScenarioFields(document.RootElement, path));
        }
        catch (JsonException e)
        {
            throw new ScenarioException(
                $"the file is not valid JSON ({e.Message.Split(". ")[0].TrimEnd('.')}).", path, e.LineNumber + 1, remedy: "A scenario is one JSON object; docs/scheduling.md describes it.", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException($"the scenario cannot be read ({e.Message})", path, inner: e);
        }
    }

    private static SchedulingScenario Scenario(ScenarioFields fields)
    {
        fields.AllowOnly("about", "capacity", "slots", "seed", "energy_prices", "flows");
        var flows = new List<ScenarioFlow>();
        foreach (var flow in fields.Objects("flows"))
        {
            flows.AddRange(Flow(flow));
            if (flows.Count > MostFlows)
                throw flow.Error($"there are more than {MostFlows} flows.", "count");
        }

        try
        {
            LoadCurve.CommonPeriod(flows.SelectMany(flow => (int[])[flow.Flow.Service.Future.Period, flow.Flow.Service.StateCurve.Period]));
        }
        catch (OverflowException e)
        {
            throw fields.Error(e.Message, "flows");
        }

        return new SchedulingScenario(fields.Whole("capacity", 1, MostCapacity), flows)
        {
            Slots = fields.Whole("slots", 1, MostSlots, 1000),
            Seed = (int)fields.Whole("seed", 0, int.MaxValue, 1),
            EnergyPrices = fields.Has("energy_prices") ? fields.Wholes("energy_prices", 0, MostTasks) : [1],
        };
    }

    private static IEnumerable<ScenarioFlow> Flow(ScenarioFields fields)
    {
        fields.AllowOnly("name", "count", "future", "state", "backlog", "weight", "priority", "deadline", "arrivals");
        var name = fields.Text("name");
        var count = fields.Whole("count", 1, MostFlows, 1);
        var service = Service(fields);
        var arrivals = Arrivals(fields.Object("arrivals"));
        var weight = fields.Whole("weight", 1, MostTasks, 1);
        var priority = fields.Whole("priority", 0, MostTasks, 0);
        long? deadline = fields.Has("deadline") ? fields.Whole("deadline", 1, MostSlots) : null;
        for (var number = 1; number <= count; number++)
        {
            yield return new ScenarioFlow(
                new Flow(count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} {number}"), service) { Weight = weight, Priority = priority, Deadline = deadline },
                arrivals,
                name);
        }
    }

    private static DualCurveService Service(ScenarioFields fields)
    {
        var future = Curve(fields, "future");
        if (future[0] != 0)
            throw fields.Error($"a future curve starts with 0, and this one with {future[0]}: a task cannot be served before the slot in which it arrives.", "future");
        if (future.IsEventuallyInfinite)
            throw fields.Error("a future curve that becomes infinite cannot be kept by any server, for flows may flood it.", "future");
        var state = fields.Has("state") ? Curve(fields, "state") : future;
        try
        {
            return new DualCurveService(state, future, fields.Whole("backlog", 0, MostTasks, 0));
        }
        catch (OverflowException e)
        {
            throw fields.Error(e.Message, fields.Has("state") ? "state" : "future");
        }
    }

    private static Curve Curve(ScenarioFields fields, string name)
    {
        try
        {
            return Curves.Curve.Parse(fields.Text(name));
        }
        catch (FormatException e)
        {
            throw fields.Error(e.Message, name);
        }
    }

    private static ArrivalProcess Arrivals(ScenarioFields fields)
    {
        var process = fields.Text("process");
        void Allow(params string[] names) => fields.AllowOnly(["process", .. names]);
        switch (process)
        {
            case "constant":
                Allow("tasks", "every");
                return new ConstantArrivals(fields.Whole("tasks", 0, MostTasks), fields.Whole("every", 1, MostSlots, 1));
            case "poisson":
                Allow("rate");
                return new PoissonArrivals(fields.Number("rate", 0, MostTasks));
            case "on-off":
                Allow("on", "off", "tasks");
                return new OnOffArrivals(fields.Number("on", 1, MostSlots), fields.Number("off", 1, MostSlots), fields.Whole("tasks", 1, MostTasks));
            case "adversarial":
                Allow("burst", "rest");
                return new AdversarialArrivals(fields.Whole("burst", 1, MostTasks), fields.Whole("rest", 0, MostSlots, 0));
            case "trace":
                Allow("file");
                return new TraceArrivals(Trace(fields));
            default:
                throw fields.Error($"there is no arrival process \"{process}\".", "process", "Choose one of constant, poisson, on-off, adversarial, trace.");
        }
    }

    /// <summary>The tasks of a slot a line, beside the scenario.</summary>
    private static long[] Trace(ScenarioFields fields)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(fields.File))!, fields.Text("file"));
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw fields.Error($"the trace cannot be read ({e.Message})", "file");
        }

        var counts = new long[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            if (!long.TryParse(lines[i], NumberStyles.None, CultureInfo.InvariantCulture, out counts[i]) || counts[i] > MostTasks)
                throw new ScenarioException($"expected the tasks of a slot, a whole number from 0 to {MostTasks}, found \"{Short(lines[i])}\".", path, i + 1, fields.NameOf("file"));
        }

        return counts;
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
