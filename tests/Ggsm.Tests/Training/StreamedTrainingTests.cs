using Ggsm.Batches;
using Ggsm.Training;
using Ggsm.Users;

namespace Ggsm.Tests.Training;

public sealed class StreamedTrainingTests : IDisposable
{
    private static readonly string[] Dishes = ["noodles", "rice", "soup", "bread", "salad", "cake", "pasta", "beans"];

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_run_that_reads_its_pairs_again_and_again_stops_and_resumes_bit_equal_to_one_that_keeps_them(int bucketBatches)
    {
        WriteData();
        var config = ToyTask.Config(steps: 6).Data(d => d with { BucketBatches = bucketBatches }).Run(r => r with { CheckpointEvery = 2 });
        var whole = new Trainer(config, Data()).Train(folder.At("whole"));

        using var stop = new CancellationTokenSource();
        new Trainer(config, Data(keptTokens: 0)).Run(folder.At("run"), new EachStep(p => Stop(p.StepsDone, stop)), stop.Token);
        var resumed = new Trainer(config, Data(keptTokens: 0)).Train(folder.At("run"), resume: true);

        Assert.Equal(3, resumed.ResumedAt);
        Assert.Equal(whole.Losses, resumed.Losses);
        Assert.Equal(whole.RecallAt10, resumed.RecallAt10);
    }

    [Fact]
    public void A_run_resumes_with_the_training_texts_it_was_started_with_and_no_others()
    {
        WriteData();
        var config = ToyTask.Config(steps: 3).Run(r => r with { CheckpointEvery = 1 });
        new Trainer(config.Run(r => r with { Steps = 3 }), Data()).Train(folder.At("run"));

        WriteData(heldOutAnswer: "something else");
        Assert.Equal(3, new Trainer(config, Data()).Train(folder.At("run"), resume: true).ResumedAt);

        WriteData(trainAnswer: "something else");
        var error = Assert.Throws<BadInputException>(() => new Trainer(config, Data()).Train(folder.At("run"), resume: true));
        Assert.Contains("other pairs", error.Message, StringComparison.Ordinal);

        WriteData();
        Assert.Contains("other pairs", Assert.Throws<BadInputException>(
            () => new Trainer(config, Data(maxQueryLength: 63)).Train(folder.At("run"), resume: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_held_out_pairs_the_stated_number_is_tested_and_chance_is_that_of_the_number()
    {
        var config = ToyTask.Config(steps: 1);
        var all = new Trainer(config, ToyTask.Data()).Train(folder.At("all"));
        var some = new Trainer(config.Run(r => r with { EvaluationPairs = 20 }), ToyTask.Data()).Train(folder.At("some"));
        var again = new Trainer(config.Run(r => r with { EvaluationPairs = 20 }), ToyTask.Data()).Train(folder.At("again"));

        Assert.Equal((32, 20), (all.HeldOut, some.HeldOut));
        Assert.Equal(10.0 / 32, all.ChanceAt10!.Value, 12);
        Assert.Equal(10.0 / 20, some.ChanceAt10!.Value, 12);
        Assert.Equal((some.RecallAt1, some.RecallAt10), (again.RecallAt1, again.RecallAt10));
        Assert.Equal(all.Losses, some.Losses);
    }

    [Fact]
    public void The_pairs_tested_are_chosen_by_the_seed_and_not_the_first()
    {
        WriteData();
        var data = Data();
        var asked = new List<int>();
        var watched = data with { HeldOut = new Watched(data.HeldOut, asked) };
        new Trainer(ToyTask.Config(steps: 1).Run(r => r with { EvaluationPairs = 4 }), watched).Train(folder.At("run"));

        Assert.Equal(4, asked.Distinct().Count());
        Assert.NotEqual([0, 1, 2, 3], asked.Distinct().Order());
    }

    [Fact]
    public void Pretraining_from_places_is_bit_equal_to_pretraining_from_tokens()
    {
        WriteData();
        var config = TrainingConfig.Preset("quick", TrainingObjective.NextToken).Run(r => r with { Steps = 3, Device = "cpu", Threads = 1 }).Data(d => d with { BatchSize = 4, MaxQueryLength = 64 });
        var lazy = Data(keptTokens: 0);
        var streamed = new Trainer(config, lazy).Run(folder.At("streamed"), cancellation: TestContext.Current.CancellationToken);
        var held = new Trainer(config, lazy with { Train = [.. lazy.Train], HeldOut = [.. lazy.HeldOut] }).Run(folder.At("held"), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(held.Losses, streamed.Losses);
        Assert.Equal((held.HeldOutLoss, held.HeldOutUnigramLoss, held.WeightsSha256), (streamed.HeldOutLoss, streamed.HeldOutUnigramLoss, streamed.WeightsSha256));
    }

    public void Dispose() => folder.Dispose();

    private static void Stop(long stepsDone, CancellationTokenSource stop)
    {
        if (stepsDone == 3)
            stop.Cancel();
    }

    private TrainingData Data(long keptTokens = 1_000_000, int maxQueryLength = 64) => TrainingData.Of(PairDataset.Load(
        folder.At("data"), new PairDatasetOptions { MaxQueryLength = maxQueryLength, MaxAnswerLength = 16, KeptTokens = keptTokens }));

    private void WriteData(string trainAnswer = "", string heldOutAnswer = "")
    {
        Directory.CreateDirectory(folder.At("data"));
        var asOf = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        File.Delete(folder.At("data", "users.jsonl"));
        File.Delete(folder.At("data", "pairs.jsonl"));
        using (var users = File.Create(folder.At("data", "users.jsonl")))
        {
            UsersFile.Write(users, Enumerable.Range(0, 40).Select(n => new UserProfile(
                $"u{n}", asOf, [new UserEvent(asOf.AddDays(-2), Modality.Bill, [EventField.Of("item", Dishes[n % 8])])], [], [], new Dictionary<string, int>())));
        }

        using var pairs = File.Create(folder.At("data", "pairs.jsonl"));
        PairsFile.Write(pairs, Enumerable.Range(0, 40).Select(n => n % 4 == 3
            ? new PairLine($"{Dishes[n % 8]}{(n == 3 ? heldOutAnswer : "")}", $"u{n}", Split: DataSplit.HeldOut)
            : new PairLine($"{Dishes[n % 8]}{(n == 4 ? trainAnswer : "")}", $"u{n}", Split: DataSplit.Train)));
        if (!Directory.Exists(folder.At("data", "tokenizer")))
            BpeTrainer.Train(Dishes, 320).Save(folder.At("data", "tokenizer"));
    }

    private sealed class Watched(IReadOnlyList<TokenPair> pairs, List<int> asked) : IReadOnlyList<TokenPair>
    {
        public int Count => pairs.Count;

        public TokenPair this[int index]
        {
            get
            {
                asked.Add(index);
                return pairs[index];
            }
        }

        public IEnumerator<TokenPair> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
