using BenchmarkDotNet.Attributes;
using StateBasedScheduling.Curves;
using StateBasedScheduling.Schedulability;
using StateBasedScheduling.Services;
using StateBasedScheduling.Simulation;
using StateBasedScheduling.Slots;

namespace StateBasedScheduling.Benchmarks;

/// <summary>One slot of many dual-curve flows: arrivals, the polytope's demand, a choice, the new states.</summary>
public class SlotBenchmark
{
    private const int Rounds = 64;

    private readonly long[][] arrivals = new long[Rounds][];
    private FlowTable table = null!;
    private long[] served = null!;
    private int round;

    /// <summary>One axis at a time.</summary>
    public static IEnumerable<Size> Sizes => [.. ((int[])[125, 250, 500, 1000, 2000]).Select(flows => new Size(flows, 32)), new Size(1000, 8), new Size(1000, 128)];

    [ParamsSource(nameof(Sizes))]
    public Size Size { get; set; } = new(0, 0);

    [GlobalSetup]
    public void Prepare()
    {
        // Nothing is owed for a horizon, then two tasks, then one in every eight slots; arrivals a little below that.
        var service = new DualCurveService(Curve.Parse($"{string.Concat(Enumerable.Repeat("0 ", Size.Horizon))}2 +1/8"));
        var random = new Random(1);
        for (var i = 0; i < Rounds; i++)
            arrivals[i] = [.. Enumerable.Range(0, Size.Flows).Select(_ => random.Next(9) == 0 ? 1L : 0)];
        DualCurveService[] services = [.. Enumerable.Repeat(service, Size.Flows)];
        table = new FlowTable(SchedulabilityTest.Of(0, services).LeastCapacity!.Value, services);
        served = new long[Size.Flows];
    }

    [Benchmark]
    public void MaxSlack()
    {
        Begin().MaxSlack(served);
        table.End(served);
    }

    [Benchmark]
    public void Objective()
    {
        Begin().Maximize((flow, _) => flow % 7, served);
        table.End(served);
    }

    private SlotPolytope Begin() => table.Begin(arrivals[round++ % Rounds]);
}

/// <summary>How many flows, and after how many slots their curves begin to repeat.</summary>
public sealed record Size(int Flows, int Horizon)
{
    public override string ToString() => $"{Flows} flows, horizon {Horizon}";
}
