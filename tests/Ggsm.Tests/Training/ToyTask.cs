using Ggsm.Contrastive;
using Ggsm.Batches;
using Ggsm.Training;
using Ggsm.Users;

namespace Ggsm.Tests.Training;

/// <summary>Pairs that share one token among noise: query "noise k noise &lt;USER&gt;" belongs to answer "k noise &lt;EOS&gt;".</summary>
internal static class ToyTask
{
    public const int VocabularySize = 80;
    public const int UserId = 1;
    public const int EosId = 2;
    private const int FirstKey = 3;
    private const int Keys = 32;
    private const int FirstNoise = FirstKey + Keys;

    public static TrainingData Data(int seed = 5)
    {
        var random = new Random(seed);
        return new()
        {
            Train = [.. Enumerable.Range(0, Keys).Select(key => Pair(random, key))],
            HeldOut = [.. Enumerable.Range(0, Keys).Select(key => Pair(random, key))],
            VocabularySize = VocabularySize,
            PadId = 0,
        };
    }

    /// <summary>The same pairs told many times, each time among other noise, so that the keys are what there is to learn.</summary>
    public static TrainingData LargerData(int times = 20) =>
        Data() with { Train = [.. Enumerable.Range(50, times).SelectMany(seed => Data(seed).Train)], TrainUsers = [.. Enumerable.Range(0, times * Keys).Select(i => i % Keys)] };

    public static TrainingConfig Config(string recipe = "ggsm", int steps = 12) => new()
    {
        Data = new() { BatchSize = 8, BucketBatches = 0 },
        Model = new() { Pooling = null },
        Mask = new() { Recipe = recipe, Warmup = 0.25, Snapshots = 3 },
        Loss = new() { Form = LossForm.AsDescribed },
        Optimizer = new() { LearningRate = 3e-3 },
        Run = new() { Steps = steps, Device = "cpu", Threads = 1, CheckpointEvery = 4 },
    };

    private static TokenPair Pair(Random random, int key)
    {
        int[] Noise(int most) => [.. Enumerable.Range(0, random.Next(1, most)).Select(_ => random.Next(FirstNoise, VocabularySize))];
        return new([.. Noise(6), FirstKey + key, .. Noise(4), UserId], [FirstKey + key, .. Noise(3), EosId]);
    }
}
