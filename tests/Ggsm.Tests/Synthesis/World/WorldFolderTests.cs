using System.Text.Json;
using Ggsm.Synthesis;
using Ggsm.Synthesis.World;
using Ggsm.Users;

namespace Ggsm.Tests.Synthesis.World;

public sealed class WorldFolderTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public void The_folder_is_byte_for_byte_the_same_on_a_second_run_and_users_are_those_of_the_generator()
    {
        Write("a", 70);
        Write("b", 70);

        var files = Directory.GetFiles(folder.File("a"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder.File("a"), f)).Order().ToArray();
        Assert.Equal(9, files.Length);
        Assert.All(files, f => Assert.Equal(File.ReadAllBytes(Path.Combine(folder.File("a"), f)), File.ReadAllBytes(Path.Combine(folder.File("b"), f))));
        var read = UsersFile.Read(Path.Combine(folder.File("a"), "users.jsonl")).ToArray();
        Assert.Equal(Enumerable.Range(1, 70).Select(n => $"u{n}"), read.Select(u => u.Id));
        Assert.Equal(new WorldGenerator(new WorldOptions()).Make(70).Profile.History.Select(PromptTemplate.RenderEvent), read[69].History.Select(PromptTemplate.RenderEvent));
    }

    [Fact]
    public void More_users_begin_with_the_same_users()
    {
        Write("few", 40);
        Write("many", 80);

        Assert.Equal(Lines("few", "users.jsonl"), Lines("many", "users.jsonl").Take(40));
        Assert.Equal(Lines("few", "truth.jsonl"), Lines("many", "truth.jsonl").Take(40));
    }

    [Fact]
    public void Training_can_start_on_it()
    {
        var summary = Write("a", 60);
        var data = PairDataset.Load(folder.File("a"));

        Assert.Equal((summary.Counts.TrainPairs, summary.Counts.HeldOutPairs), (data.Train.Count, data.HeldOut.Count));
        Assert.Equal(6, data.HeldOut.Count);
        Assert.Equal(summary.Counts.VocabularySize, data.Tokenizer.VocabularySize);
    }

    [Fact]
    public void The_truth_names_the_events_that_a_later_void_turns_round()
    {
        Write("a", 30);
        var found = 0;
        foreach (var (line, user) in Lines("a", "truth.jsonl").Zip(UsersFile.Read(Path.Combine(folder.File("a"), "users.jsonl"))))
        {
            using var truth = JsonDocument.Parse(line);
            Assert.Equal(user.Id, truth.RootElement.GetProperty("id").GetString());
            foreach (var modality in Modalities.OfEvents)
            {
                var events = user.Events(modality).ToArray();
                foreach (var position in truth.RootElement.GetProperty("relabelled").GetProperty(modality.Name()).EnumerateArray().Select(p => p.GetInt32()))
                {
                    var key = events[position].Fields[0].Text;
                    Assert.Equal("plan", events[position].Fields[1].Name);
                    Assert.Contains(events.Skip(position), e => e.Fields[0].Text == key && e.Fields[1].Name == "action");
                    found++;
                }
            }
        }

        Assert.True(found > 100);
    }

    [Fact]
    public void The_truth_file_reports_each_task_with_its_interval_and_what_is_expected()
    {
        Write("a", 300, new WorldOptions { Control = ForwardControl.First, Tasks = ["power", "food"] });
        using var truth = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.File("a"), "truth.json")));

        Assert.Equal(["power", "food"], truth.RootElement.GetProperty("tasks").EnumerateArray().Select(t => t.GetProperty("task").GetString()));
        Assert.StartsWith("Causal", truth.RootElement.GetProperty("expected").GetString());
        Assert.All(truth.RootElement.GetProperty("tasks").EnumerateArray(), t =>
            Assert.InRange(t.GetProperty("bayes_auc").GetProperty("measured").GetDouble(), t.GetProperty("bayes_auc").GetProperty("low").GetDouble(), t.GetProperty("bayes_auc").GetProperty("high").GetDouble()));
    }

    [Fact]
    public void The_expectation_says_what_was_measured_at_each_setting_of_the_dials_and_controls()
    {
        static string Of(WorldOptions world) => WorldFolder.Expectation(world);

        Assert.StartsWith("A tie, as measured", Of(new WorldOptions()), StringComparison.Ordinal);
        Assert.StartsWith("Causal masks and those that open from closed are ahead, as measured", Of(new WorldOptions { Plans = 4, Forward = 0.7 }), StringComparison.Ordinal);
        Assert.StartsWith("A tie: everything", Of(new WorldOptions { Plans = 4, Forward = 0 }), StringComparison.Ordinal);
        Assert.StartsWith("A tie: the order is dealt anew", Of(new WorldOptions { Plans = 4, Control = ForwardControl.Shuffled }), StringComparison.Ordinal);
        Assert.StartsWith("Nearly a tie, as measured", Of(new WorldOptions { Control = ForwardControl.Latest }), StringComparison.Ordinal);
        Assert.StartsWith("Causal masks, as measured", Of(new WorldOptions { Control = ForwardControl.First }), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_users_and_options_out_of_range_are_refused_and_nothing_is_left()
    {
        Assert.Equal("users", Assert.Throws<BadInputException>(() => Write("a", 1)).Field);
        Assert.Equal("held-out", Assert.Throws<BadInputException>(() => Write("a", 10, pairs: new TrajectoryOptions { HeldOutShare = 0.9 })).Field);
        Assert.Equal("frequency", Assert.Throws<BadInputException>(() => Write("a", 10, pairs: new TrajectoryOptions { Frequency = 2 })).Field);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void An_interruption_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Stop(stop);

        Assert.ThrowsAny<OperationCanceledException>(() =>
            WorldFolder.Write(folder.File("a"), 20_000, new WorldOptions { Tasks = ["food"] }, new TrajectoryOptions(), progress: progress, cancellation: stop.Token));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    public void Dispose() => folder.Dispose();

    private string[] Lines(string name, string file) => File.ReadAllLines(Path.Combine(folder.File(name), file));

    private SynthesisSummary Write(string name, int users, WorldOptions? world = null, TrajectoryOptions? pairs = null) =>
        WorldFolder.Write(folder.File(name), users, world ?? new WorldOptions(), pairs ?? new TrajectoryOptions(), "the command", cancellation: TestContext.Current.CancellationToken);

    /// <summary>Stops at the first sign of progress.</summary>
    private sealed class Stop(CancellationTokenSource source) : IProgress<string>
    {
        public void Report(string value) => source.Cancel();
    }
}
