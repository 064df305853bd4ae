using Ggsm.Runs;
using Ggsm.Synthesis;
using Ggsm.Synthesis.World;
using Ggsm.Tests.Training;
using Ggsm.Training;
using Ggsm.Users;
using Ggsm.Users.Description;

namespace Ggsm.Tests.Synthesis.World;

public sealed class WorldSourceTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Theory]
    [InlineData("world:users=120,seed=11,tasks=food+movie", "")]
    [InlineData("world:users=40,forward=0.7,plans=4,control=shuffled,held-out=0.25,bins=weeks,actions=9,frequency=0,diversity=2", "food")]
    public void The_stream_and_the_folder_of_the_same_options_are_the_same_people_sides_pairs_and_tokens(string address, string instruction)
    {
        var source = WorldSource.TryParse(instruction.Length == 0 ? address : $"{address},instruction={instruction}")!;
        WorldFolder.Write(folder.File("d"), source.Users, source.World, source.Pairs, cancellation: TestContext.Current.CancellationToken);
        var written = PairDataset.Load(folder.File("d"));
        var streamed = DataSource.Load(instruction.Length == 0 ? address : $"{address},instruction={instruction}");

        Assert.Equal(source.Users, streamed.Train.Count + streamed.HeldOut.Count);
        Assert.Equal(written.Tokenizer.ContentHash, streamed.Tokenizer.ContentHash);
        Assert.Equal(written.TrainTexts, streamed.TrainTexts);
        Assert.Equal(written.HeldOutTexts, streamed.HeldOutTexts);
        Assert.Equal(written.Train.Select(p => (string.Join(' ', p.Query), string.Join(' ', p.Answer), p.Source)), streamed.Train.Select(p => (string.Join(' ', p.Query), string.Join(' ', p.Answer), p.Source)));
        Assert.Equal(Lines(UsersFile.Read(Path.Combine(folder.File("d"), "users.jsonl"))), Lines(source.People(TestContext.Current.CancellationToken)));
        Assert.Equal(
            DataDescription.Of(folder.File("d"), cancellation: TestContext.Current.CancellationToken).ToJson().ToJsonString(),
            DataSource.Describe(instruction.Length == 0 ? address : $"{address},instruction={instruction}", cancellation: TestContext.Current.CancellationToken).ToJson().ToJsonString());
    }

    [Fact]
    public void A_person_is_the_same_whoever_was_asked_for_before_and_nobody_comes_twice()
    {
        var options = new PairDatasetOptions { KeptTokens = 0, Tokenizer = BpeTrainer.Train(["tea"], 300, TestContext.Current.CancellationToken) };
        var few = DataSource.Load("world:users=40,seed=3,tasks=food", options);
        var many = DataSource.Load("world:users=400,seed=3,tasks=food", options);

        Assert.Equal([few.TrainTexts[20], few.TrainTexts[3], few.TrainTexts[20]], [many.TrainTexts[20], many.TrainTexts[3], many.TrainTexts[20]]);
        Assert.Equal(400, many.TrainTexts.Concat(many.HeldOutTexts).Select(p => p.UserId).Distinct().Count());
        Assert.NotEqual(few.TrainTexts[0].Query, DataSource.Load("world:users=40,seed=4,tasks=food", options).TrainTexts[0].Query);
    }

    [Theory]
    [InlineData(InputForm.Text)]
    [InlineData(InputForm.Events)]
    public void A_run_stops_and_resumes_bit_equal_to_one_that_was_not_stopped(InputForm input)
    {
        const string Address = "world:users=60,seed=3,tasks=food,actions=4";
        var config = ToyTask.Config(steps: 6).Data(d => d with { MaxQueryLength = 192, MaxAnswerLength = 48, Input = input });
        var whole = new Trainer(config, config.LoadData(Address)).Train(folder.File("whole"));

        using var stop = new CancellationTokenSource();
        new Trainer(config, config.LoadData(Address)).Run(folder.File("run"), new EachStep(p => Stop(p.StepsDone, stop)), stop.Token);
        var resumed = new Trainer(config, config.LoadData(Address, RunFolder.Open(folder.File("run")))).Train(folder.File("run"), resume: true);

        Assert.Equal(3, resumed.ResumedAt);
        Assert.Equal(whole.Losses, resumed.Losses);
        Assert.Equal(whole.RecallAt10, resumed.RecallAt10);
    }

    [Theory]
    [InlineData("world:users=80,seed=3,tasks=food")]
    [InlineData("world:users=60,seed=4,tasks=food")]
    [InlineData("world:users=60,seed=3,tasks=food,forward=0.6")]
    [InlineData("world:users=60,seed=3,tasks=food,plans=2")]
    [InlineData("world:users=60,seed=3,tasks=food,actions=5")]
    public void A_run_does_not_resume_with_other_people(string address)
    {
        var config = ToyTask.Config(steps: 1).Data(d => d with { MaxQueryLength = 192, MaxAnswerLength = 48 });
        new Trainer(config, config.LoadData("world:users=60,seed=3,tasks=food")).Train(folder.File("run"));

        var others = config.LoadData(address, RunFolder.Open(folder.File("run")));
        var error = Assert.Throws<BadInputException>(() => new Trainer(config, others).Train(folder.File("run"), resume: true));
        Assert.Contains("other pairs", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("world:", null)]
    [InlineData("world:users=10,", null)]
    [InlineData("world:seed=7", "users")]
    [InlineData("world:users=1", "users")]
    [InlineData("world:users=many", "users")]
    [InlineData("world:users=200000000", "users")]
    [InlineData("world:users", "users")]
    [InlineData("world:users=10,users=20", "users")]
    [InlineData("world:users=10,answers=4", "answers")]
    [InlineData("world:users=10,seed=-1", "seed")]
    [InlineData("world:users=10,forward=2", "forward")]
    [InlineData("world:users=10,forward=NaN", "forward")]
    [InlineData("world:users=10,plans=9", "plans")]
    [InlineData("world:users=10,control=sideways", "control")]
    [InlineData("world:users=10,tasks=food+sleep", "tasks")]
    [InlineData("world:users=10,tasks=", "tasks")]
    [InlineData("world:users=10,held-out=0.9", "held-out")]
    [InlineData("world:users=10,bins=years", "bins")]
    public void An_address_that_cannot_be_meant_is_refused_by_the_name_of_its_key(string address, string? key) =>
        Assert.Equal(key, Assert.Throws<BadInputException>(() => DataSource.Load(address)).Field);

    [Fact]
    public void Anything_else_is_a_path() => Assert.Null(WorldSource.TryParse("worlds/users=10"));

    public void Dispose() => folder.Dispose();

    private static void Stop(long stepsDone, CancellationTokenSource stop)
    {
        if (stepsDone == 3)
            stop.Cancel();
    }

    private static string[] Lines(IEnumerable<UserProfile> users)
    {
        using var stream = new MemoryStream();
        UsersFile.Write(stream, users);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray()).Split('\n');
    }
}
