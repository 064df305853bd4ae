using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MathNet.Numerics;
using StateBasedScheduling.Benchmarks;

var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
var reports = BenchmarkRunner.Run<SlotBenchmark>(config).Reports;

foreach (var method in reports.Select(Method).Distinct())
{
    Growth(method, "Flows", "Horizon", 32);
    Growth(method, "Horizon", "Flows", 1000);
}

// The exponent b of time = a * size^b, fitted through the means.
void Growth(string method, string size, string fixedName, int fixedAt)
{
    var points = reports.Where(report => Method(report) == method && Parameter(report, fixedName) == fixedAt).ToArray();
    var (_, exponent) = Fit.Power([.. points.Select(report => (double)Parameter(report, size))], [.. points.Select(report => report.ResultStatistics!.Mean)]);
    Console.WriteLine($"{method}: time grows as {size}^{exponent:0.00} ({fixedName} {fixedAt}: {string.Join(", ", points.Select(report => $"{Parameter(report, size)} {report.ResultStatistics!.Mean / 1000:0.0} us"))})");
}

static string Method(BenchmarkReport report) => report.BenchmarkCase.Descriptor.WorkloadMethod.Name;

static int Parameter(BenchmarkReport report, string name) => (int)report.BenchmarkCase.Parameters[name];
