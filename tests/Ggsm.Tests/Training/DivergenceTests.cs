using System.Collections;
using System.Globalization;
using Ggsm.Checkpoints;
using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Runs;
using Ggsm.Training;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

public sealed class DivergenceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_loss_that_is_no_number_ends_the_run_with_everything_written_and_the_good_checkpoint_kept()
    {
        var diverged = Diverge(ToyTask.Config("causal", steps: 40).Optimizer(o => o with { LearningRate = 1e36, Warmup = 0 }).Run(r => r with { CheckpointEvery = 1 }));

        Assert.Contains("diverged", diverged.Message);
        Assert.Contains("learning rate", diverged.Diagnosis.LikelyCauses[0]);
        Assert.Equal(8, diverged.Diagnosis.Pairs.Count);
        var run = RunFolder.Open(folder.At("run"));
        Assert.Equal(diverged.Diagnosis.Step, run.Steps.Count);
        Assert.Equal(diverged.Diagnosis.Problem, run.Result!.Divergence!.Problem);
        Assert.Equal((true, diverged.Result.Losses.Count), (run.Result.Interrupted, run.Steps.Count));
        Assert.NotEmpty(Directory.EnumerateDirectories(folder.At("run", "checkpoints")));
    }

    [Fact]
    public void Weights_thrown_far_out_point_at_the_learning_rate_and_a_usable_one_is_named()
    {
        var diverged = Diverge(ToyTask.Config("causal", steps: 60).Optimizer(o => o with { LearningRate = 1e3 }));

        var cause = diverged.Diagnosis.LikelyCauses[0];
        Assert.Contains("thrown the weights far out", cause);
        var named = cause.Split("Lower it to ")[1].Split([',', ' '])[0];
        Assert.InRange(double.Parse(named, CultureInfo.InvariantCulture), 1e-5, 0.01);
    }

    [Fact]
    public void A_loss_that_explodes_and_stays_there_ends_the_run_and_its_checkpoints_are_those_from_before()
    {
        // Learnt weights that hardly move: the loss is that of the data, and after eight updates the answers are other people's.
        new Trainer(ToyTask.Config("causal", steps: 80), ToyTask.Data()).Train(folder.At("learnt"));
        var pairs = new PairsThatTurnWrong(ToyTask.Data().Train, after: 8 * ToyTask.Config().Data.BatchSize);
        var config = ToyTask.Config("causal", steps: 60).Model(m => m with { Init = folder.At("learnt", "model") }).Optimizer(o => o with { LearningRate = 1e-9 }).Loss(l => l with { Margin = null }).Run(r => r with { CheckpointEvery = 1, DivergenceFactor = 2, DivergencePatience = 3 });
        var diverged = Assert.Throws<TrainingDivergedException>(() => new Trainer(config, ToyTask.Data() with { Train = pairs })
            .Train(folder.At("run")));

        var losses = RunFolder.Open(folder.At("run")).Steps.Select(s => s.Loss).ToArray();
        Assert.Equal(11, losses.Length);
        Assert.Equal(10, diverged.Diagnosis.Step);
        Assert.All(losses[..8], loss => Assert.True(loss < 0.4 * Math.Log(22)));
        Assert.All(losses[8..], loss => Assert.True(double.IsFinite(loss) && loss > 0.9 * Math.Log(22)));
        Assert.Equal(8, new TrainingCheckpointStore(folder.At("run", "checkpoints"), 1).All[0].Step);
        Assert.Contains("median", diverged.Diagnosis.Problem);
    }

    [Fact]
    public void As_many_updates_in_a_row_as_its_patience_end_a_run_and_it_suspects_from_the_first_of_them()
    {
        var watch = Watch(factor: 2, patience: 3);
        double[] course = [3, 2.9, 2.8, 2.7, 2.6, 2.5, 7, 7, 2.5, 7, 8, 9];

        var seen = course.Select((loss, i) => (Ends: watch.Follow(Record(i, loss)), watch.Suspects)).ToArray();

        Assert.Equal([.. Enumerable.Repeat(false, 11), true], seen.Select(s => s.Ends));
        Assert.Equal([.. Enumerable.Repeat(false, 6), true, true, false, true, true, true], seen.Select(s => s.Suspects));
    }

    [Fact]
    public void A_single_loss_out_of_line_ends_nothing_and_a_factor_of_zero_lets_the_loss_explode()
    {
        var watch = Watch(factor: 2, patience: 2);
        Assert.DoesNotContain(true, new[] { 3.0, 3, 3, 3, 3, 3, 30, 3, 30, 3 }.Select((loss, i) => watch.Follow(Record(i, loss))));
        Assert.Contains(true, new[] { 30.0, 30 }.Select((loss, i) => watch.Follow(Record(i, loss))));

        var blind = Watch(factor: 0, patience: 1);
        Assert.DoesNotContain(true, new[] { 3.0, 3, 3, 3, 3, 3, 300, 300 }.Select((loss, i) => blind.Follow(Record(i, loss))));
    }

    [Fact]
    public void A_loss_below_that_of_guessing_never_counts_as_exploding()
    {
        var watch = Watch(factor: 2, patience: 1);
        Assert.DoesNotContain(true, new[] { 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.5, 1.5 }.Select((loss, i) => watch.Follow(Record(i, loss))));
    }

    [Fact]
    public void Weights_that_are_damaged_from_the_start_are_named_as_the_cause()
    {
        using (var decoder = new DecoderModel(DecoderConfig.Preset("quick", ToyTask.VocabularySize)))
        {
            using (no_grad())
                decoder.named_parameters().First(p => p.name.EndsWith("q_proj.weight", StringComparison.Ordinal)).parameter.fill_(float.NaN);
            PretrainedDecoder.Save(decoder, folder.At("damaged"));
        }

        var diverged = Diverge(ToyTask.Config().Model(m => m with { Init = folder.At("damaged") }));

        Assert.Equal(0, diverged.Diagnosis.Step);
        Assert.Contains("damaged", diverged.Diagnosis.LikelyCauses[0]);
        Assert.Contains(diverged.Diagnosis.Evidence, e => e.Contains("q_proj.weight"));
    }

    [Fact]
    public void A_token_whose_embedding_is_broken_points_at_the_pairs_that_hold_it()
    {
        const int bad = 70;
        using (var decoder = new DecoderModel(DecoderConfig.Preset("quick", ToyTask.VocabularySize)))
        {
            using (no_grad())
                decoder.named_parameters().First(p => p.name == "embed_tokens.weight").parameter[bad].fill_(float.NaN);
            PretrainedDecoder.Save(decoder, folder.At("start"));
        }

        var data = ToyTask.Data();
        data = data with { Train = [.. data.Train.Select((pair, i) => i == 9 ? pair : new(Without(pair.Query), Without(pair.Answer)))] };
        data = data with { Train = [.. data.Train.Select((pair, i) => i == 9 ? new([bad, .. pair.Query], pair.Answer) : pair)] };
        var diverged = Assert.Throws<TrainingDivergedException>(() =>
            new Trainer(ToyTask.Config("bidirectional").Model(m => m with { Init = folder.At("start") }), data).Train(folder.At("run")));

        Assert.Equal([9], diverged.Diagnosis.PairsAtFault);
        Assert.Contains(diverged.Diagnosis.LikelyCauses, cause => cause.StartsWith("the input: only some pairs of the batch are at fault (9)", StringComparison.Ordinal));

        static int[] Without(int[] tokens) => [.. tokens.Select(t => t == bad ? bad + 1 : t)];
    }

    [Fact]
    public void A_temperature_too_small_for_plain_exponentials_is_named_first()
    {
        var diverged = Diverge(ToyTask.Config("causal").Loss(l => l with { Form = LossForm.AsReleased, Temperature = 0.005 }));
        Assert.StartsWith("the temperature", diverged.Diagnosis.LikelyCauses[0]);
    }

    public void Dispose() => folder.Dispose();

    private TrainingDivergedException Diverge(TrainingConfig config) =>
        Assert.Throws<TrainingDivergedException>(() => new Trainer(config, ToyTask.Data()).Train(folder.At("run")));

    private static DivergenceWatch Watch(double factor, int patience) =>
        new(ToyTask.Config().Data(d => d with { BatchSize = 8 }).Run(r => r with { DivergenceFactor = factor, DivergencePatience = patience }), ToyTask.Config().LossOfGuessing, []);

    private static StepRecord Record(long step, double loss) => new()
    {
        Step = step,
        MaskStep = step,
        Loss = loss,
        MeanFutureWeight = 0,
        GradientNorm = 1,
        LearningRate = 1e-3,
        TokensPerSecond = 1,
    };

    /// <summary>Batches are read in their order: how many pairs were read says which batch they are of.</summary>
    private sealed class PairsThatTurnWrong(IReadOnlyList<TokenPair> pairs, int after) : IReadOnlyList<TokenPair>
    {
        private int read;

        public int Count => pairs.Count;

        public TokenPair this[int index] => ++read > after ? new(pairs[index].Query, pairs[(index + 1) % Count].Answer) : pairs[index];

        public IEnumerator<TokenPair> GetEnumerator() => pairs.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
