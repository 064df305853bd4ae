using System.Diagnostics;
using System.Numerics;

namespace StateBasedScheduling.Simulation;

/// <summary>How far a run is.</summary>
/// <param name="SlotsDone">The slots that are over.</param>
/// <param name="Slots">All of them.</param>
/// <param name="Violations">The guarantees found broken so far.</param>
/// <param name="Elapsed">Since the start.</param>
public readonly record struct SimulationProgress(long SlotsDone, long Slots, long Violations, TimeSpan Elapsed);

/// <summary>How free the scheduler was in a slot.</summary>
/// <param name="Slot">The slot, counted from 0.</param>
/// <param name="Queued">The tasks present.</param>
/// <param name="Forced">The tasks that had to be served in it.</param>
/// <param name="Schedules">The feasible schedules; null when they were too many kinds to count.</param>
public sealed record Flexibility(long Slot, long Queued, long Forced, BigInteger? Schedules);

/// <summary>A whole simulation.</summary>
/// <param name="simulator">A simulator at its start.</param>
public sealed class SimulationRun(Simulator simulator)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(0.5);

    private readonly List<Flexibility> samples = [];

    /// <summary>What was sampled.</summary>
    public IReadOnlyList<Flexibility> Samples => samples;

    /// <summary>The simulator.</summary>
    public Simulator Simulator { get; } = simulator;

    /// <summary>The time it took.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Simulates the scenario's slots.</summary>
    /// <param name="sampleEvery">Counts the feasible schedules of every so many slots, the first one among them; 0 for never.</param>
    /// <param name="log">Is called after every <paramref name="logEvery"/> slots, the first one among them.</param>
    /// <param name="logEvery">Slots.</param>
    /// <param name="progress">Told twice a second.</param>
    /// <param name="cancellation">Stops between two slots.</param>
    public void Run(
        long sampleEvery = 0, Action<Simulator>? log = null, long logEvery = 1, IProgress<SimulationProgress>? progress = null, CancellationToken cancellation = default)
    {
        const int slotsBetweenLooks = 64;
        var watch = Stopwatch.StartNew();
        var reported = TimeSpan.Zero;
        var slots = Simulator.Scenario.Slots;
        for (var slot = 0L; slot < slots; slot++)
        {
            if (slot % slotsBetweenLooks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                if (progress is not null && watch.Elapsed - reported > ReportEvery)
                {
                    reported = watch.Elapsed;
                    progress.Report(new SimulationProgress(slot, slots, Simulator.Checker.Violations, reported));
                }
            }

            var polytope = Simulator.BeginSlot();
            if (sampleEvery > 0 && slot % sampleEvery == 0)
            {
                var queued = 0L;
                for (var k = 0; k < polytope.Flows; k++)
                    queued += polytope.Queued(k);
                samples.Add(new Flexibility(slot, queued, polytope.Forced, polytope.Count()));
            }

            Simulator.EndSlot();
            if (log is not null && slot % logEvery == 0)
                log(Simulator);
        }

        Elapsed = watch.Elapsed;
    }
}
