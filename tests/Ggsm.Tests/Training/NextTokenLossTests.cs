using Ggsm.Batches;
using Ggsm.Decoder;
using Ggsm.Masks;
using Ggsm.Training;
using Ggsm.Users;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Training;

public sealed class NextTokenLossTests
{
    private static readonly TokenSequence[] Sequences = [new([3, 5, 7, 9, 2]), new([4, 6]), new([8, 1, 2])];

    [Fact]
    public void It_is_the_cross_entropy_of_each_real_next_token_whatever_the_padding()
    {
        using var scope = NewDisposeScope();
        using var decoder = TestTensors.Decoder();
        var together = new NextTokenLoss(decoder, padId: 0, CPU).NextTokens(Sequences).item<float>();

        var expected = 0.0;
        foreach (var sequence in Sequences)
        {
            var scores = Scores(decoder, sequence.Ids);
            for (var i = 1; i < sequence.Length; i++)
                expected -= scores[0, i - 1].log_softmax(-1)[sequence.Ids[i]].item<float>();
        }

        Assert.Equal(7, NextTokenLoss.Predictions(Sequences));
        Assert.Equal(expected, together, 4);
        Assert.Equal(together, new NextTokenLoss(decoder, padId: 11, CPU).NextTokens(Sequences).item<float>(), 4);
    }

    [Fact]
    public void A_sequence_of_one_token_predicts_nothing()
    {
        using var scope = NewDisposeScope();
        using var decoder = TestTensors.Decoder();
        var loss = new NextTokenLoss(decoder, 0, CPU);

        Assert.Equal(loss.NextTokens([new([3, 5, 7])]).item<float>(), loss.NextTokens([new([3, 5, 7]), new([9])]).item<float>(), 5);
        Assert.Equal(2, NextTokenLoss.Predictions([new([3, 5, 7]), new([9])]));
    }

    [Fact]
    public void Of_an_event_the_tokens_of_its_values_are_predicted_in_equal_parts()
    {
        using var scope = NewDisposeScope();
        using var decoder = TestTensors.Decoder();
        decoder.AddEvents(TestEvents.Config);
        var tokens = new TokenSequence([3, 5, 7, 9]);
        var sequence = tokens with { Events = [new(2, TestEvents.Event([6, 8], 11))] };

        var loss = new NextTokenLoss(decoder, padId: 0, CPU).NextTokens([sequence]).item<float>();

        using var batch = TokenBatch.Create([sequence], 0, CPU);
        var bias = AttentionBias.FromFutureWeights(FutureWeights.Constant(4, 0, CPU));
        var scores = decoder.Logits(decoder.Forward(DecoderInput.OfEmbeddings(decoder.Embed(batch.Ids, batch.Events), bias)).LastHiddenState)[0].log_softmax(-1);
        int[] content = [6, 8, 11];
        var expected = -scores.At(0, 5) - content.Average(token => scores.At(1, token)) - scores.At(2, 9);
        Assert.Equal(expected, loss, 4);
        Assert.Equal(3, NextTokenLoss.Predictions([sequence]));
    }

    [Fact]
    public void The_summary_is_the_last_position_predicting_all_tokens_before_it_in_equal_parts()
    {
        using var scope = NewDisposeScope();
        using var decoder = TestTensors.Decoder();
        decoder.AddEvents(TestEvents.Config);
        var events = new TokenSequence([3, 5, 7, 9]) { Events = [new(2, TestEvents.Event([6, 8], 11))] };
        var tokens = new TokenSequence([4, 4, 6]);
        var loss = new NextTokenLoss(decoder, padId: 0, CPU);

        var (nextTokens, summary) = loss.Both([events, tokens, new([9])]);

        int[] ofEvents = [3, 5, 6, 8, 11];
        Assert.Equal(-ofEvents.Average(token => Last(events).At(token)) - Last(tokens).At(4), summary.item<float>(), 4);
        Assert.Equal(2, NextTokenLoss.Bags([events, tokens, new([9])]));
        Assert.Equal(loss.NextTokens([events, tokens]).item<float>(), nextTokens.item<float>(), 4);

        Tensor Last(TokenSequence sequence)
        {
            using var batch = TokenBatch.Create([sequence], 0, CPU);
            var bias = AttentionBias.FromFutureWeights(FutureWeights.Constant(sequence.Length, 0, CPU));
            return decoder.Logits(decoder.Forward(DecoderInput.OfEmbeddings(decoder.Embed(batch.Ids, batch.Events), bias)).LastHiddenState)[0, sequence.Length - 1].log_softmax(-1);
        }
    }

    [Fact]
    public void No_prediction_sees_the_token_it_predicts_or_any_after_it()
    {
        using var decoder = TestTensors.Decoder();
        int[] sequence = [3, 5, 7, 9, 2, 8];
        for (var moved = 0; moved < sequence.Length; moved++)
        {
            using var scope = NewDisposeScope();
            using var before = GradientOfEachPrediction(decoder, sequence, moved);
            for (var prediction = 0; prediction < sequence.Length - 1; prediction++)
            {
                var reaches = before.At(prediction) > 0;
                Assert.Equal(moved <= prediction, reaches);
            }
        }
    }

    /// <summary>How much the input at one position moves the prediction of each next token, by the gradient through the model's own pass.</summary>
    private static Tensor GradientOfEachPrediction(DecoderModel decoder, int[] sequence, int position)
    {
        using var scope = NewDisposeScope();
        var effects = new List<float>();
        for (var prediction = 0; prediction < sequence.Length - 1; prediction++)
        {
            var embedded = decoder.Embed(tensor(sequence.Select(t => (long)t).ToArray(), [1, sequence.Length])).detach().requires_grad_();
            var bias = AttentionBias.FromFutureWeights(FutureWeights.Constant(sequence.Length, 0, CPU));
            var states = decoder.Forward(DecoderInput.OfEmbeddings(embedded, bias)).LastHiddenState;
            decoder.Logits(states)[0, prediction].log_softmax(-1)[sequence[prediction + 1]].backward();
            effects.Add(embedded.grad![0, position].abs().max().item<float>());
        }

        return tensor(effects.ToArray()).MoveToOuterDisposeScope();
    }

    private static Tensor Scores(DecoderModel decoder, int[] sequence)
    {
        var ids = tensor(sequence.Select(t => (long)t).ToArray(), [1, sequence.Length]);
        var bias = AttentionBias.FromFutureWeights(FutureWeights.Constant(sequence.Length, 0, CPU));
        return decoder.Logits(decoder.Forward(DecoderInput.OfIds(ids, bias)).LastHiddenState);
    }
}
