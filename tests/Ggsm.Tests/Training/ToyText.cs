using Ggsm.Batches;
using Ggsm.Training;
using Ggsm.Users;

namespace Ggsm.Tests.Training;

/// <summary>A language of 30 words in which each word but for some noise decides the next: what a decoder can learn and word counts cannot.</summary>
internal static class ToyText
{
    private const int FirstWord = 3;
    private const int Words = 30;

    public static TrainingData Data(int seed = 5, int heldOutSeed = 6) => new()
    {
        Train = Pairs(seed, 48),
        HeldOut = Pairs(heldOutSeed, 16),
        VocabularySize = FirstWord + Words,
        PadId = 0,
    };

    public static TrainingConfig Config(int steps = 12) => TrainingConfig.Preset("quick", TrainingObjective.NextToken).Run(r => r with { Steps = steps, Device = "cpu", Threads = 1, CheckpointEvery = 4 }).Data(d => d with { BatchSize = 8 });

    private static TokenPair[] Pairs(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new TokenPair([.. Text(random, random.Next(5, 20)), ToyTask.UserId], [.. Text(random, 4), ToyTask.EosId]))];
    }

    private static IEnumerable<int> Text(Random random, int length)
    {
        var word = random.Next(Words);
        for (var i = 0; i < length; i++)
        {
            yield return FirstWord + word;
            word = random.NextDouble() < 0.1 ? random.Next(Words) : ((word * 7) + 4) % Words;
        }
    }
}
