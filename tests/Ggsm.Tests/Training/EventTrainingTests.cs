using Ggsm.Batches;
using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Synthesis;
using Ggsm.Synthesis.World;
using Ggsm.Training;
using Ggsm.Users;

namespace Ggsm.Tests.Training;

public sealed class EventTrainingTests(EventTrainingTests.People people) : IClassFixture<EventTrainingTests.People>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_same_pairs_are_read_in_either_form()
    {
        var (text, events) = (people.Data(InputForm.Text), people.Data(InputForm.Events));

        Assert.Equal(text.Train.Select(p => p.Answer), events.Train.Select(p => p.Answer));
        Assert.All(text.Train, p => Assert.Empty(p.Events));
        Assert.All(events.Train, p => Assert.NotEmpty(p.Events));
        Assert.All(events.Train, p => Assert.Equal(text.Tokenizer!.UserId, p.Query[^1]));
        Assert.True(events.Train.Average(p => p.Query.Length) < text.Train.Average(p => p.Query.Length) / 2);
    }

    [Fact]
    public void A_run_on_events_repeats_stops_and_resumes_bit_equal()
    {
        var config = Config("hybrid-mask").Run(r => r with { CheckpointEvery = 2 }).Mask(k => k with { Warmup = 0.8 });
        var whole = new Trainer(config, people.Data()).Train(folder.At("whole"));

        using var stop = new StopAfter(3);
        new Trainer(config, people.Data()).Run(folder.At("run"), stop, stop.Token);
        Assert.Contains("event_encoder.", ReadNames(folder.At("run", "checkpoints", "step-00000003", "frozen.safetensors")));
        var resumed = new Trainer(config, people.Data()).Train(folder.At("run"), resume: true);

        Assert.Equal(3, resumed.ResumedAt);
        Assert.Equal(whole.Losses, resumed.Losses);
        Assert.Equal(whole.RecallAt10, resumed.RecallAt10);
    }

    [Fact]
    public void A_run_goes_on_only_in_the_form_and_with_the_budget_it_was_started_with()
    {
        new Trainer(Config().Run(r => r with { Steps = 1 }), people.Data()).Train(folder.At("run"));

        var form = Assert.Throws<BadInputException>(() => new Trainer(Config().Run(r => r with { Steps = 1 }).Data(d => d with { Input = InputForm.Text }), people.Data()).Train(folder.At("run"), resume: true));
        var budget = Assert.Throws<BadInputException>(() => new Trainer(
            Config().Run(r => r with { Steps = 1 }).Data(d => d with { Budget = new Dictionary<string, int> { ["bill"] = 2 } }), people.Data()).Train(folder.At("run"), resume: true));

        Assert.Equal(("data.input", "data.budget.bill"), (form.Field, budget.Field));
    }

    [Fact]
    public void The_finished_model_embeds_users_as_the_run_did_and_refuses_them_as_text()
    {
        new Trainer(Config(), people.Data()).Train(folder.At("run"));
        UserProfile[] users = [.. people.Users.Take(5)];

        using var ofRun = UserEncoder.Load(folder.At("run"), "cpu");
        using var ofModel = UserEncoder.Load(folder.At("run", "model"), "cpu");

        Assert.Equal(InputForm.Events, ofModel.Settings.Input);
        Assert.Equal(ofRun.UserRows(users), ofModel.UserRows(users));
        Assert.NotEqual(ofModel.UserRows(users), ofModel.UserRows(users, "food"));
        Assert.Contains("reads events", Assert.Throws<BadInputException>(() => ofModel.Rows(PromptTemplate.Render(users[0]))).Message, StringComparison.Ordinal);
        Assert.Equal(ofModel.Size, ofModel.Rows("who likes noodles?")[0].Length);
    }

    [Fact]
    public void What_happened_when_reaches_the_embedding()
    {
        new Trainer(Config(), people.Data()).Train(folder.At("run"));
        using var encoder = UserEncoder.Load(folder.At("run"), "cpu");
        var user = people.Users[0];
        var earlier = user with { History = [user.History[0] with { Time = user.History[0].Time.AddDays(-1) }, .. user.History.Skip(1)] };

        Assert.NotEqual(encoder.UserRows([user]), encoder.UserRows([earlier]));
    }

    [Fact]
    public void A_model_without_its_encoder_of_events_is_refused()
    {
        new Trainer(Config(), people.Data()).Train(folder.At("run"));
        File.Delete(folder.At("run", "model", "event_encoder.safetensors"));

        var error = Assert.Throws<BadInputException>(() => UserEncoder.Load(folder.At("run", "model"), "cpu"));

        Assert.Contains("event_encoder.safetensors is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_gradient_cache_and_recomputation_give_the_losses_of_one_graph()
    {
        var config = Config().Run(r => r with { Steps = 3 });
        var plain = new Trainer(config, people.Data()).Train(folder.At("plain"));

        foreach (var (name, other) in new[] { ("cache", config.Optimizer(o => o with { CacheChunk = 3 })), ("recompute", config.Model(m => m with { Recompute = true })) })
        {
            var losses = new Trainer(other, people.Data()).Train(folder.At(name)).Losses;
            Assert.Equal(plain.Losses, losses, (a, b) => Math.Abs(a - b) < 2e-4 * Math.Abs(a));
        }
    }

    [Fact]
    public void With_a_low_rank_adaptation_the_encoder_of_events_trains_beside_a_frozen_decoder()
    {
        var config = Config().Model(m => m with { Lora = new LoraConfig { Rank = 2, Alpha = 2 } }).Optimizer(o => o with { LearningRate = 1e-2 });
        var result = new Trainer(config, people.Data()).Train(folder.At("run"));

        Assert.True(result.LastLoss < result.FirstLoss);
        using var merged = UserEncoder.Load(folder.At("run"), "cpu");
        var checkpoint = folder.At("run", "checkpoints", $"step-{config.Run.Steps:D8}");
        people.Tokenizer.Save(checkpoint);
        using var beside = UserEncoder.Load(checkpoint, "cpu");
        Assert.Equal(
            merged.UserRows(people.Users).SelectMany(row => row), beside.UserRows(people.Users).SelectMany(row => row), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void Pretraining_on_events_repeats_resumes_and_gives_a_start_that_text_runs_may_take_too()
    {
        var config = TrainingConfig.Preset("quick", TrainingObjective.NextToken).Data(d => d with { Input = InputForm.Events, BatchSize = 8 }).Run(r => r with { Steps = 6, CheckpointEvery = 2, Device = "cpu", Threads = 1 });
        var whole = new Trainer(config, people.Data()).Run(folder.At("whole"), cancellation: TestContext.Current.CancellationToken);
        using (var stop = new StopAfter(3))
            new Trainer(config, people.Data()).Run(folder.At("base"), stop, stop.Token);
        var resumed = new Trainer(config, people.Data()).Run(folder.At("base"), cancellation: TestContext.Current.CancellationToken, resume: true);

        Assert.Equal(3, resumed.ResumedAt);
        Assert.Equal(whole.Losses, resumed.Losses);
        Assert.True(resumed.Losses[^1] < resumed.Losses[0]);
        Assert.NotNull(resumed.HeldOutUnigramLoss);

        var before = ReadTensor(folder.At("base", "model", "event_encoder.safetensors"));
        var start = Config().Model(m => m with { Init = folder.At("base") }).Optimizer(o => o with { LearningRate = 1e-9 }).Run(r => r with { Steps = 1 });
        new Trainer(start, people.Data()).Train(folder.At("events"));
        Assert.Equal(before, ReadTensor(folder.At("events", "model", "event_encoder.safetensors")), (a, b) => Math.Abs(a - b) < 1e-6);
        new Trainer(start.Data(d => d with { Input = InputForm.Text }), people.Data(InputForm.Text)).Train(folder.At("text"));
        Assert.False(File.Exists(folder.At("text", "model", "event_encoder.safetensors")));
    }

    [Fact]
    public void People_are_found_by_their_events_far_better_than_by_chance()
    {
        var config = Config("linear").Run(r => r with { Steps = 150 }).Data(d => d with { BatchSize = 32 }).Optimizer(o => o with { LearningRate = 4e-3 }).Loss(l => l with { Form = LossForm.AsReleased });

        var result = new Trainer(config, people.DataOfFavourites()).Train(folder.At("run"));

        Assert.True(result.LastLoss < result.FirstLoss / 2, $"the loss went from {result.FirstLoss} to {result.LastLoss}");
        Assert.True(result.RecallAt10 > 2 * result.ChanceAt10, $"recall@10 is {result.RecallAt10}, chance {result.ChanceAt10}");
    }

    private static TrainingConfig Config(string recipe = "ggsm") => new()
    {
        Data = new() { Input = InputForm.Events, BatchSize = 8, BucketBatches = 0 },
        Model = new() { Pooling = null },
        Mask = new() { Recipe = recipe, Warmup = 0.25, Snapshots = 3 },
        Loss = new() { Form = LossForm.AsDescribed },
        Optimizer = new() { LearningRate = 3e-3 },
        Run = new() { Steps = 6, Device = "cpu", Threads = 1, CheckpointEvery = 10 },
    };

    private static string ReadNames(string path) => string.Join(' ', Ggsm.Checkpoints.SafetensorsReader.Open(path).Entries.Keys);

    private static float[] ReadTensor(string path)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        return Ggsm.Checkpoints.SafetensorsReader.ReadAll(path)["event_encoder.bill_adapter.down.weight"].Values();
    }

    /// <summary>Generated people, made once.</summary>
    public sealed class People : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public People()
        {
            WorldFolder.Write(
                folder.At("data"), 240, new WorldOptions { Seed = 3, Tasks = ["food", "power"] }, new TrajectoryOptions { HeldOutShare = 0.25, AnswersPerUser = 2 });
            Users = [.. UsersFile.Read(folder.At("data", "users.jsonl")).Take(12)];
            Tokenizer = UserTokenizer.Load(folder.At("data", "tokenizer"));
        }

        internal UserProfile[] Users { get; }

        internal UserTokenizer Tokenizer { get; }

        public void Dispose() => folder.Dispose();

        /// <summary>The same people, with what each does most often for an answer.</summary>
        internal TrainingData DataOfFavourites()
        {
            Directory.CreateDirectory(folder.At("favourites"));
            File.Copy(folder.At("data", "users.jsonl"), folder.At("favourites", "users.jsonl"));
            Tokenizer.Save(folder.At("favourites", "tokenizer"));
            using (var pairs = File.Create(folder.At("favourites", "pairs.jsonl")))
            {
                PairsFile.Write(pairs, UsersFile.Read(folder.At("data", "users.jsonl")).Select((user, i) => new PairLine(
                    string.Join(' ', user.History.CountBy(e => e.Fields[0].Text).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(4).Select(c => c.Key)),
                    user.Id, Split: i % 4 == 0 ? DataSplit.HeldOut : DataSplit.Train)));
            }

            return (Config().Data(d => d with { MaxQueryLength = 300 })).LoadData(folder.At("favourites"));
        }

        internal TrainingData Data(InputForm input = InputForm.Events) => (Config().Data(d => d with { Input = input, MaxQueryLength = 300 })).LoadData(folder.At("data"));
    }
}
