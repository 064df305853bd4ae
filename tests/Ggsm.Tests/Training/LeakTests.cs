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
        var config = ToyTask.Config("ggsm", steps: 500) with
        {
            BatchSize = 4,
            CacheChunk = 2,
            Lora = new LoraConfig { Rank = 4, Alpha = 4, Dropout = 0.1, Targets = ["q_proj", "v_proj"] },
            LearnTemperature = true,
            MaskWarmup = 0.9,
            CheckpointEvery = 1_000,
        };
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
