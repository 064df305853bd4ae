using Ggsm.Batches;
using Ggsm.Checkpoints;
using Ggsm.Runs;
using Ggsm.Training;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

public sealed class NextTokenTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void It_predicts_held_out_people_far_better_than_word_counts_do()
    {
        var result = Run("run", ToyText.Config(steps: 80));

        Assert.True(result.HeldOutLoss < 0.6 * result.HeldOutUnigramLoss, $"{result.HeldOutLoss} beside {result.HeldOutUnigramLoss} by frequency");
        Assert.Equal(Math.Exp(result.HeldOutLoss!.Value), result.HeldOutPerplexity!.Value, 9);
        Assert.Equal(ToyText.Data().HeldOut.Sum(p => p.Query.Length - 1 + p.Answer.Length - 1), result.HeldOutTokens);
        Assert.True(result.Losses[^1] < 0.6 * result.Losses[0]);
        Assert.True(result.TokensPerSecond > 0);
    }

    [Fact]
    public void The_decoder_it_leaves_is_causal_a_later_token_moves_no_earlier_prediction()
    {
        Run("run", ToyText.Config(steps: 20));
        using var decoder = PretrainedDecoder.Load(folder.At("run", "model"));
        using var scope = NewDisposeScope();
        var loss = new NextTokenLoss(decoder, padId: 0, CPU);
        int[] text = [5, 9, 14, 20, 7];

        for (var length = 2; length < text.Length; length++)
        {
            var alone = loss.NextTokens([text[..length]]).item<float>();
            int[] otherEnd = [.. text[..length], .. text[length..].Select(t => t + 3)];
            Assert.Equal(alone, SumOfFirst(decoder, otherEnd, length - 1), 4);
            Assert.NotEqual(loss.NextTokens([text]).item<float>(), loss.NextTokens([otherEnd]).item<float>());
        }
    }

    [Fact]
    public void The_anchor_learns_to_sum_up_what_it_follows_when_that_counts()
    {
        Run("with", ToyText.Config(steps: 80));
        Run("without", ToyText.Config(steps: 80).Loss(l => l with { BagOfWordsWeight = 0 }));

        Assert.True(LastSummary("with") < 0.8 * LastSummary("without"), $"{LastSummary("with")} beside {LastSummary("without")} without");

        double LastSummary(string name) => RunFolder.Open(folder.At(name)).Steps.TakeLast(10).Average(s => s.BagOfWordsLoss!.Value);
    }

    [Fact]
    public void Held_out_people_leave_no_trace_in_the_weights()
    {
        Run("one", ToyText.Config());
        Run("two", ToyText.Config(), ToyText.Data(heldOutSeed: 99));

        Assert.Equal(Weights("one"), Weights("two"));
        Assert.NotEqual(RunFolder.Open(folder.At("one")).Result!.HeldOutLoss, RunFolder.Open(folder.At("two")).Result!.HeldOutLoss);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        Run("one", ToyText.Config());
        Run("same", ToyText.Config());
        Run("other", ToyText.Config().Run(r => r with { Seed = 2 }));

        Assert.Equal(Weights("one"), Weights("same"));
        Assert.NotEqual(Weights("one"), Weights("other"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(11)]
    public void Interrupted_and_resumed_equals_uninterrupted_bit_for_bit(int stopAfter)
    {
        var whole = Run("whole", ToyText.Config());
        using var stop = new StopAfter(stopAfter);
        var interrupted = new Trainer(ToyText.Config(), ToyText.Data()).Run(folder.At("parts"), stop, stop.Token);
        Assert.True(interrupted.Interrupted);
        Assert.False(File.Exists(folder.At("parts", "model", "model.safetensors")));

        var resumed = Run("parts", ToyText.Config(), resume: true);

        Assert.Equal(stopAfter, resumed.ResumedAt);
        Assert.Equal(whole.Losses, resumed.Losses);
        Assert.Equal(Weights("whole"), Weights("parts"));
        Assert.Equal(whole.WeightsSha256, resumed.WeightsSha256);
    }

    [Fact]
    public void The_folder_is_one_of_Hugging_Face_with_the_tokenizer_and_a_line_for_each_update()
    {
        var tokenizer = BpeTrainer.Train(["noodles for lunch", "rice for supper"], vocabularySize: 280, TestContext.Current.CancellationToken);
        TokenPair[] pairs = [.. new[] { "noodles", "rice", "lunch" }.Select(word => new TokenPair(tokenizer.EncodeQuery(word, 32), tokenizer.EncodeAnswer($"{word} again", 32)))];
        var data = new TrainingData
        {
            Train = pairs[..2],
            HeldOut = pairs[2..],
            VocabularySize = tokenizer.VocabularySize,
            PadId = tokenizer.PadId,
            Tokenizer = tokenizer,
        };

        Run("run", ToyText.Config(steps: 3), data);

        using var decoder = PretrainedDecoder.Load(folder.At("run", "model"));
        Assert.Equal(tokenizer.VocabularySize, decoder.Config.VocabularySize);
        Assert.Equal(tokenizer.ContentHash, UserTokenizer.Load(folder.At("run", "model")).ContentHash);
        var steps = RunFolder.Open(folder.At("run")).Steps;
        Assert.Equal([0, 1, 2], steps.Select(s => s.Step));
        Assert.All(steps, s => Assert.Equal(Math.Exp(s.Loss), s.Perplexity!.Value, 9));
        Assert.Equal(StartingWeights.Of(folder.At("run", "model")).Sha256, RunFolder.Open(folder.At("run")).Result!.WeightsSha256);
    }

    [Fact]
    public void What_is_in_the_folder_is_not_written_over()
    {
        Run("run", ToyText.Config(steps: 2));
        var weights = Weights("run");

        Assert.Contains("--resume", Assert.Throws<BadInputException>(() => Run("run", ToyText.Config(steps: 2))).Message);
        Assert.Contains("steps", Assert.Throws<BadInputException>(() => Run("run", ToyText.Config(steps: 3), resume: true)).Message);
        Assert.Contains("other pairs", Assert.Throws<BadInputException>(() => Run("run", ToyText.Config(steps: 2), ToyText.Data(seed: 8), resume: true)).Message);
        Assert.Equal(weights, Weights("run"));

        Directory.CreateDirectory(folder.At("letters"));
        File.WriteAllText(folder.At("letters", "letter.txt"), "dear");
        Assert.Throws<BadInputException>(() => Run("letters", ToyText.Config(steps: 2)));
        Assert.Equal([folder.At("letters", "letter.txt")], Directory.EnumerateFileSystemEntries(folder.At("letters")));
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_it_with_everything_written()
    {
        var config = ToyText.Config(steps: 40).Optimizer(o => o with { LearningRate = 1e36, Warmup = 0 }).Run(r => r with { CheckpointEvery = 1 });
        var diverged = Assert.Throws<TrainingDivergedException>(() => Run("run", config));

        Assert.Contains("diverged", diverged.Message);
        var run = RunFolder.Open(folder.At("run"));
        Assert.Equal((diverged.Message, true), (run.Result!.Divergence!.ToString(), run.Result.Interrupted));
        Assert.Equal(TrainingObjective.NextToken, diverged.Objective);
        Assert.InRange(run.Steps.Count, 1, 39);
        Assert.Equal(run.Steps.Select(s => s.Loss), run.Result.Losses);
        Assert.All(run.Result.Losses, loss => Assert.True(double.IsFinite(loss)));
        Assert.False(File.Exists(folder.At("run", "model", "model.safetensors")));
    }

    [Fact]
    public void What_a_killed_process_left_half_written_is_removed()
    {
        Run("whole", ToyText.Config());
        using (var stop = new StopAfter(6))
            new Trainer(ToyText.Config(), ToyText.Data()).Run(folder.At("parts"), stop, stop.Token);
        Directory.CreateDirectory(folder.At("parts", ".model.0123.partial", "inner.partial"));
        Directory.CreateDirectory(folder.At("parts", "checkpoints", ".step-00000008.0123.partial"));
        File.WriteAllText(folder.At("parts", "metrics.json.0123.partial"), "{");

        Run("parts", ToyText.Config(), resume: true);

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.At("parts"), "*.partial", SearchOption.AllDirectories));
        Assert.Equal(Weights("whole"), Weights("parts"));
    }

    [Fact]
    public void Evaluated_along_the_run_it_writes_the_held_out_loss_and_learns_the_same()
    {
        var plain = Run("plain", ToyText.Config());
        var evaluated = Run("evaluated", ToyText.Config().Run(r => r with { EvalEvery = 4 }));

        Assert.Equal(plain.Losses, evaluated.Losses);
        var evaluations = RunFolder.Open(folder.At("evaluated")).Evaluations;
        Assert.Equal([0L, 4, 8, 12], evaluations.Select(e => e.Step));
        Assert.Equal(evaluated.HeldOutLoss!.Value, evaluations[^1].Loss, 9);
        Assert.All(evaluations, e => Assert.Null(e.RecallAt10));
    }

    [Fact]
    public void A_value_that_means_nothing_to_it_is_refused() =>
        Assert.Equal("loss.temperature", Assert.Throws<BadInputException>(() => new Trainer(ToyText.Config().Loss(l => l with { Temperature = 0.2 }), ToyText.Data())).Field);

    [Fact]
    public void A_value_out_of_range_is_named() =>
        Assert.Equal("model.initializer_range", Assert.Throws<BadInputException>(() => new Trainer(ToyText.Config().Model(m => m with { InitializerRange = 0 }), ToyText.Data())).Field);

    public void Dispose() => folder.Dispose();

    private TrainingResult Run(string name, TrainingConfig config, TrainingData? data = null, bool resume = false) =>
        new Trainer(config, data ?? ToyText.Data()).Run(folder.At(name), progress: null, TestContext.Current.CancellationToken, resume);

    private byte[] Weights(string name) => File.ReadAllBytes(folder.At(name, "model", "model.safetensors"));

    /// <summary>The loss of the first predictions of a text read whole.</summary>
    private static double SumOfFirst(Ggsm.Decoder.DecoderModel decoder, int[] text, int predictions)
    {
        using var scope = NewDisposeScope();
        var ids = tensor(text.Select(t => (long)t).ToArray(), [1, text.Length]);
        var bias = Ggsm.Masks.AttentionBias.FromFutureWeights(Ggsm.Masks.FutureWeights.Constant(text.Length, 0, CPU));
        var scores = decoder.Logits(decoder.Forward(Ggsm.Decoder.DecoderInput.OfIds(ids, bias)).LastHiddenState);
        return Enumerable.Range(0, predictions).Sum(i => -(double)scores[0, i].log_softmax(-1)[text[i + 1]].item<float>());
    }
}
