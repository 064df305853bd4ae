using Ggsm.Batches;
using Ggsm.Contrastive;
using Ggsm.Runs;
using Ggsm.Training;
using Ggsm.Users;

namespace Ggsm.Tests.Training;

/// <summary>The loss's options in a whole run: in the log, in the checkpoint, in the model.</summary>
public sealed class LossOptionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_learnt_temperature_is_logged_moves_and_stays_in_its_range()
    {
        var config = ToyTask.Config(steps: 6).Loss(l => l with { LearnTemperature = true, Temperature = 0.1 }).Optimizer(o => o with { LearningRate = 3 });
        new Trainer(config, ToyTask.Data()).Train(folder.At("run"));
        new Trainer(config.Loss(l => l with { LearnTemperature = false }), ToyTask.Data()).Train(folder.At("fixed"));

        var learnt = Temperatures("run");
        Assert.Equal(0.1, learnt[0], 1e-6);
        Assert.True(learnt.Distinct().Count() > 1);
        Assert.All(learnt, t => Assert.InRange(t, LearnableTemperature.Least * 0.9999, LearnableTemperature.Most * 1.0001));
        Assert.All(Temperatures("fixed"), t => Assert.Equal(0.1, t));
    }

    [Fact]
    public void A_run_with_every_option_resumes_bit_equal_temperature_included()
    {
        var config = ToyTask.Config(steps: 8).Loss(l => l with { LearnTemperature = true, Symmetric = true, Margin = 0.3, Matryoshka = [64, 16], MatryoshkaWeights = [1, 0.5] }).Optimizer(o => o with { CacheChunk = 3 });
        var whole = new Trainer(config, WithHardNegatives()).Train(folder.At("whole"));
        using (var stop = new StopAfter(5))
            new Trainer(config, WithHardNegatives()).Run(folder.At("run"), stop, stop.Token);

        var resumed = new Trainer(config, WithHardNegatives()).Train(folder.At("run"), resume: true);

        Assert.Equal(5, resumed.ResumedAt);
        Assert.Equal(whole.Losses, resumed.Losses);
        Assert.Equal(Temperatures("whole"), Temperatures("run"));
    }

    [Fact]
    public void Hard_negatives_make_the_loss_larger_and_can_be_left_out()
    {
        var config = ToyTask.Config(steps: 1);
        var without = new Trainer(config, ToyTask.Data()).Train(folder.At("without")).Losses[0];
        var leftOut = new Trainer(config.Data(d => d with { HardNegatives = 0 }), WithHardNegatives()).Train(folder.At("left")).Losses[0];
        var one = new Trainer(config.Data(d => d with { HardNegatives = 1 }), WithHardNegatives()).Train(folder.At("one")).Losses[0];
        var all = new Trainer(config, WithHardNegatives()).Train(folder.At("all")).Losses[0];

        Assert.Equal(without, leftOut, 1e-5);
        Assert.True(without < one && one < all, $"{without}, {one}, {all}");
    }

    [Fact]
    public void Other_hard_negatives_are_other_data()
    {
        var config = ToyTask.Config(steps: 4);
        using (var stop = new StopAfter(2))
            new Trainer(config, WithHardNegatives()).Run(folder.At("run"), stop, stop.Token);

        Assert.Contains("other pairs", Assert.Throws<BadInputException>(() => new Trainer(config, ToyTask.Data()).Train(folder.At("run"), resume: true)).Message);
    }

    [Fact]
    public void A_size_the_decoder_does_not_have_is_refused_before_a_run_begins()
    {
        var error = Assert.Throws<BadInputException>(() => new Trainer(ToyTask.Config().Loss(l => l with { Matryoshka = [64, 128] }), ToyTask.Data()).Train(folder.At("run")));

        Assert.Equal("matryoshka", error.Field);
        Assert.Contains("64", error.Message);
        Assert.False(File.Exists(folder.At("run", "config.json")));
    }

    private double[] Temperatures(string run) => [.. RunFolder.Open(folder.At(run)).Steps.Select(s => s.Temperature!.Value)];

    /// <summary>The toy task, each pair with the answers of the two pairs after it as wrong ones.</summary>
    private static TrainingData WithHardNegatives()
    {
        var data = ToyTask.Data();
        return data with
        {
            Train = [.. data.Train.Select((pair, i) => pair with { Negatives = [Answer(i + 1), Answer(i + 2)] })],
        };

        int[] Answer(int i) => data.Train[i % data.Train.Count].Answer;
    }
}
