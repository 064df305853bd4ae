using StateBasedScheduling.Schedulability;
using StateBasedScheduling.Schedulers;

namespace StateBasedScheduling.Simulation;

/// <summary>A flow of a scenario.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Arrivals">How its tasks arrive.</param>
/// <param name="Group">What the flows of one entry of a scenario file are called together.</param>
public sealed record ScenarioFlow(Flow Flow, ArrivalProcess Arrivals, string Group);

/// <summary>A server, its flows and their arrivals.</summary>
/// <param name="Capacity">Tasks that it serves in a slot; at least 1.</param>
/// <param name="Flows">At least one.</param>
public sealed record SchedulingScenario(long Capacity, IReadOnlyList<ScenarioFlow> Flows)
{
    /// <summary>The slots to simulate.</summary>
    public long Slots { get; init; } = 1000;

    /// <summary>Decides what is drawn at random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The price of serving a task, slot by slot, over and over.</summary>
    public IReadOnlyList<long> EnergyPrices { get; init; } = [1];

    /// <summary>Whether the server can keep all guarantees.</summary>
    public SchedulabilityTest Test() => SchedulabilityTest.Of(Capacity, [.. Flows.Select(flow => flow.Flow.Service)]);

    /// <summary>Reads a scenario file; see <see cref="ScenarioFile"/>.</summary>
    /// <exception cref="ScenarioException">The file cannot be used.</exception>
    public static SchedulingScenario Read(string path) => ScenarioFile.Read(path);
}
