using Ggsm.Decoder;
using Ggsm.Training;
using TorchSharp;

namespace Ggsm.Tests.Training;

/// <summary>Nothing is left behind by an update: not in tensors, not in memory.</summary>
public sealed class LeakTests
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public void Live_tensors_and_resident_memory_stay_flat_over_five_hundred_updates_with_gradient_cache_and_lora()
    {
        using var folder = new TemporaryFolder();
        var config = ToyTask.Config("ggsm", steps: 500).Data(d => d with { BatchSize = 4 }).Optimizer(o => o with { CacheChunk = 2 }).Model(m => m with { Lora = new LoraConfig { Rank = 4, Alpha = 4, Dropout = 0.1, Targets = ["q_proj", "v_proj"] } }).Loss(l => l with { LearnTemperature = true }).Mask(k => k with { Warmup = 0.9 }).Run(r => r with { CheckpointEvery = 1_000 });
        var tensors = new Dictionary<long, long>();
        var resident = new Dictionary<long, long>();
        new Trainer(config, ToyTask.Data()).Train(folder.At("run"), progress: new EachStep(progress =>
        {
            tensors[progress.StepsDone] = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

            // How much waits for the collector depends on how often it comes by itself; what it cannot free is the leak.
            if (progress.StepsDone % 50 == 0)
                resident[progress.StepsDone] = ResidentBytes();
        }));

        Assert.Equal(tensors[20], tensors[440]);
        Assert.Equal(tensors[460], tensors[500]);
        Assert.InRange((resident[500] - resident[100]) / Mebibyte, long.MinValue, 12);
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet;
    }
}
