using Ggsm.Batches;
using Ggsm.Contrastive;
using Ggsm.Runs;
using Ggsm.Training;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

/// <summary>Equal answers in training, in evaluation and under the gradient cache.</summary>
public sealed class EqualAnswersTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Where_all_answers_are_equal_everybody_finds_theirs_and_chance_does_too()
    {
        var result = new Trainer(ToyTask.Config("causal", steps: 2).Run(r => r with { EvalEvery = 1 }), WithAnswers(_ => [3, 40, ToyTask.EosId])).Train(folder.At("run"));

        Assert.Equal((1.0, 1.0, 1.0, 1), (result.RecallAt1, result.RecallAt10, result.ChanceAt10, result.Candidates));
        Assert.All(RunFolder.Open(folder.At("run")).Evaluations, e => Assert.Equal((1.0, 1.0), (e.RecallAt1, e.ChanceAt10)));
    }

    [Fact]
    public void Chance_is_that_among_the_different_answers()
    {
        var result = new Trainer(ToyTask.Config("causal", steps: 1), WithAnswers(i => [3 + (i % 16), ToyTask.EosId])).Train(folder.At("run"));

        Assert.Equal((32, 16, 10 / 16.0), (result.HeldOut, result.Candidates, result.ChanceAt10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Equal_answers_are_no_negatives_in_a_step_of_one_graph_or_of_the_cache(int cacheChunk)
    {
        var data = WithAnswers(_ => [3, 40, ToyTask.EosId]);
        var config = ToyTask.Config("causal", steps: 1).Loss(l => l with { Form = LossForm.AsReleased }).Optimizer(o => o with { CacheChunk = cacheChunk });

        var result = new Trainer(config, data).Train(folder.At("run"));

        // No negative is left: the positive pair has all of the probability.
        Assert.Equal(0, result.FirstLoss!.Value, 1e-6);
        Assert.True(new Trainer(config, ToyTask.Data()).Train(folder.At("other")).FirstLoss > 0.5);
    }

    [Fact]
    public void A_hard_negative_that_is_cut_to_the_answer_itself_is_left_out()
    {
        using var scope = NewDisposeScope();
        TokenPair[] pairs = [new([5, 1], [7, 2]) { Negatives = [[7, 2], [8, 2], [9, 2]] }, new([6, 1], [9, 2])];

        var batch = PairBatch.Create(pairs, padId: 0, marks: null, CPU, mostNegatives: 1);

        Assert.Equal([2L, -1L], batch.NegativeRows!.data<long>().ToArray());
        Assert.Equal(8, batch.Answer.Ids[2, 0].item<long>());
    }

    [Fact]
    public void The_same_user_with_two_answers_is_known_by_tokens_and_events()
    {
        EventTokens Event(int value) => new(Modality.Bill, [new FieldTokens([1], [value], null)], DateTimeOffset.UnixEpoch, TimeSpan.FromDays(1));
        TokenSequence Sequence(int value) => new([4, 9]) { Events = [new PlacedEvent(0, Event(value))] };

        Assert.Equal([0, 1, 0, 2, 0], SequenceIdentity.Of([Sequence(1), Sequence(2), Sequence(1), new TokenSequence([4, 9]), Sequence(1)]));
    }

    private static TrainingData WithAnswers(Func<int, int[]> answer)
    {
        var data = ToyTask.Data();
        return data with
        {
            Train = [.. data.Train.Select((pair, i) => new TokenPair(pair.Query, answer(i)))],
            HeldOut = [.. data.HeldOut.Select((pair, i) => new TokenPair(pair.Query, answer(i)))],
        };
    }
}
