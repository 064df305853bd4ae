using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MathNet.Numerics;
using StateBasedScheduling.Benchmarks;

var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"));
var reports = BenchmarkRunner.Run<SlotBenchmark>(config).Reports;

foreach (var method in reports.GroupBy(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name))
{
    Growth(method, "flows", size => size.Flows, size => size.Horizon == 32);
    Growth(method, "horizon", size => size.Horizon, size => size.Flows == 1000);
}

// The exponent b of time = a * size^b, fitted through the means.
static void Growth(IGrouping<string, BenchmarkReport> method, string name, Func<Size, int> size, Func<Size, bool> isOnAxis)
{
    var points = method.Select(report => (Size: (Size)report.BenchmarkCase.Parameters[nameof(SlotBenchmark.Size)], Microseconds: report.ResultStatistics!.Mean / 1000))
        .Where(point => isOnAxis(point.Size)).OrderBy(point => size(point.Size)).ToArray();
    var (_, exponent) = Fit.Power([.. points.Select(point => (double)size(point.Size))], [.. points.Select(point => point.Microseconds)]);
    Console.WriteLine($"{method.Key}: time grows as {name}^{exponent:0.00} ({string.Join(", ", points.Select(point => $"{size(point.Size)}: {point.Microseconds:0.0} us"))})");
}
