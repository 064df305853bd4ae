using Ggsm.Batches;
using Ggsm.Runs;
using Ggsm.Training;
using Ggsm.Users;

namespace Ggsm.Tests.Training;

public sealed class HeldOutProbeTests : IDisposable
{
    private const string Early = "early";
    private const string Coin = "coin";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("ggsm")]
    [InlineData("hybrid-mlp")]
    public void Probing_along_the_way_changes_no_loss_and_no_weight(string recipe)
    {
        var without = new Trainer(ToyTask.Config(recipe), Data()).Train(folder.At("without"));
        var with = new Trainer(ToyTask.Config(recipe).Run(r => r with { ProbeEvery = 5 }), Data()).Train(folder.At("with"));

        Assert.Equal(without.Losses, with.Losses);
        Assert.Equal(File.ReadAllBytes(folder.At("without", "model", "model.safetensors")), File.ReadAllBytes(folder.At("with", "model", "model.safetensors")));
        Assert.Empty(RunFolder.Open(folder.At("without")).Probes);
        Assert.Empty(without.Probes);
        Assert.Equal([0, 0, 5, 5, 10, 10, 12, 12], RunFolder.Open(folder.At("with")).Probes.Select(p => p.Step));
    }

    [Fact]
    public void What_the_pairs_teach_is_read_by_the_probe_and_a_coin_is_not()
    {
        var result = new Trainer(ToyTask.Config("causal", steps: 120).Run(r => r with { ProbeEvery = 120 }).Data(d => d with { BatchSize = 16 }), ToyTask.LargerData() with { HeldOutPeople = People(960) }).Train(folder.At("run"));

        var probes = RunFolder.Open(folder.At("run")).Probes;
        Assert.Equal([(0, Coin), (0, Early), (120, Coin), (120, Early)], probes.Select(p => ((int)p.Step, p.Task)));
        Assert.True(probes[3].Auc > 0.85 && probes[3].Low > probes[1].High, $"{probes[1]} to {probes[3]}");
        Assert.InRange(probes[2].Auc, 0.35, 0.65);
        Assert.All(probes, p => Assert.Equal(480, p.People, 1.0));
        Assert.All(probes, p => Assert.True(p.Low <= p.Auc && p.Auc <= p.High));
        Assert.Equal(probes.Skip(2), result.Probes);
    }

    [Theory]
    [InlineData("step-00000007", 4L)]
    [InlineData("", null)]
    public void A_resumed_run_has_each_probe_once_beside_the_evaluations(string lost, long? resumedAt)
    {
        var config = ToyTask.Config().Run(r => r with { EvalEvery = 3, ProbeEvery = 2 });
        new Trainer(config, Data()).Train(folder.At("whole"));
        using var stop = new StopAfter(7);
        new Trainer(config, Data()).Run(folder.At("parts"), stop, stop.Token);
        Directory.Delete(folder.At("parts", "checkpoints", lost), recursive: true);

        var resumed = new Trainer(config, Data()).Train(folder.At("parts"), resume: true);

        Assert.Equal(resumedAt, resumed.ResumedAt);
        Assert.Equal(File.ReadAllText(folder.At("whole", "eval.jsonl")), File.ReadAllText(folder.At("parts", "eval.jsonl")));
        Assert.Equal([0, 3, 6, 9, 12], RunFolder.Open(folder.At("parts")).Evaluations.Select(e => e.Step));
        Assert.Equal([0, 2, 4, 6, 8, 10, 12], RunFolder.Open(folder.At("parts")).Probes.Where(p => p.Task == Early).Select(p => p.Step));
    }

    [Fact]
    public void A_stop_during_a_probe_leaves_it_whole()
    {
        var config = ToyTask.Config().Run(r => r with { ProbeEvery = 1 });
        using var stop = new CancellationTokenSource();
        var data = Data() with { HeldOutPeople = People(80) };
        new Trainer(config, data).Run(folder.At("run"), new EachStep(p => { if (p.StepsDone == 3) stop.Cancel(); }), stop.Token);

        Assert.Equal([0, 1, 2, 3], RunFolder.Open(folder.At("run")).Probes.Where(p => p.Task == Coin).Select(p => p.Step));
        Assert.Equal(3, RunFolder.Open(folder.At("run")).Result!.Probes[0].Step);
    }

    [Fact]
    public void Progress_tells_of_the_probes_with_the_update_before_them()
    {
        var told = new List<(long, string)>();
        new Trainer(ToyTask.Config(steps: 4).Run(r => r with { ProbeEvery = 2 }), Data())
            .Train(folder.At("run"), progress: new EachStep(p => told.Add((p.StepsDone, string.Join(' ', p.Probes.Select(r => r.Task))))));
        Assert.Equal([(1, ""), (2, "coin early"), (3, ""), (4, "coin early")], told);
    }

    [Fact]
    public void Tasks_with_too_few_of_a_class_are_left_out_and_people_without_the_label_are_not_counted()
    {
        var people = People(70)(70).Select((p, i) => p with
        {
            Labels = new Dictionary<string, int>(i < 64 ? p.Labels : new Dictionary<string, int>()) { ["rare"] = i < 3 ? 1 : 0 },
        }).ToArray();
        new Trainer(ToyTask.Config(steps: 1).Run(r => r with { ProbeEvery = 1 }), Data() with { HeldOutPeople = people.Take }).Train(folder.At("run"));

        var last = RunFolder.Open(folder.At("run")).Result!.Probes;
        Assert.Equal([Coin, Early], last.Select(p => p.Task));
        Assert.All(last, p => Assert.InRange(p.People, 31, 33));
    }

    [Fact]
    public void Data_without_labels_of_held_out_people_is_refused_before_anything_is_written()
    {
        var error = Assert.Throws<BadInputException>(() => new Trainer(ToyTask.Config().Run(r => r with { ProbeEvery = 1 }), ToyTask.Data()));
        Assert.Equal("run.probe_every", error.Field);
        Assert.Equal("run.probe_every", Assert.Throws<BadInputException>(() => new Trainer(ToyTask.Config().Run(r => r with { ProbeEvery = -1 }), Data())).Field);
        Assert.Equal("run.probe_people", Assert.Throws<BadInputException>(() => new Trainer(ToyTask.Config().Run(r => r with { ProbePeople = 1 }), Data())).Field);
    }

    [Fact]
    public void A_damaged_line_is_named()
    {
        new Trainer(ToyTask.Config(steps: 1).Run(r => r with { ProbeEvery = 1, EvalEvery = 1 }), Data()).Train(folder.At("run"));
        var lines = File.ReadAllLines(folder.At("run", "eval.jsonl"));
        lines[2] = lines[2].Replace("\"auc\":", "\"auk\":", StringComparison.Ordinal);
        File.WriteAllLines(folder.At("run", "eval.jsonl"), lines);

        Assert.Equal(3, Assert.Throws<BadInputException>(() => RunFolder.Open(folder.At("run")).Probes).Line);
        Assert.Equal(2, RunFolder.Open(folder.At("run")).Evaluations.Count);
    }

    private static TrainingData Data(int people = 80) => ToyTask.Data() with { HeldOutPeople = People(people) };

    /// <summary>People of the toy task: one label tells the first half of the keys from the second, the other is a coin.</summary>
    private static Func<int, IEnumerable<LabelledUser>> People(int count)
    {
        var random = new Random(11);
        var queries = Enumerable.Range(0, (count + 31) / 32).SelectMany(seed => ToyTask.Data(100 + seed).HeldOut.Select((pair, key) => (pair.User, key))).Take(count);
        LabelledUser[] people = [.. queries.Select(q => new LabelledUser(q.User, new Dictionary<string, int> { [Early] = q.key < 16 ? 1 : 0, [Coin] = random.Next(2) }))];
        return people.Take;
    }
}
