using Ggsm.Masks;
using Ggsm.Masks.Algebra;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks.Algebra;

/// <summary>The building blocks against matrices written by hand: four positions, of which the first two are the user segment.</summary>
public sealed class MaskFunctionsTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Causal_opens_the_past_and_the_position_itself() =>
        AssertWeights(MaskFunctions.Causal, 1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1);

    [Fact]
    public void Open_and_constant_give_every_pair_one_weight()
    {
        AssertWeights(MaskFunctions.Open, [.. Enumerable.Repeat(1f, 16)]);
        AssertWeights(MaskFunctions.Constant(0.3), [.. Enumerable.Repeat(0.3f, 16)]);
    }

    [Fact]
    public void Future_leaves_the_past_open_and_weighs_what_lies_ahead() =>
        AssertWeights(MaskFunctions.Future(0.3), 1, .3f, .3f, .3f, 1, 1, .3f, .3f, 1, 1, 1, .3f, 1, 1, 1, 1);

    [Fact]
    public void A_window_slides_with_the_query() =>
        AssertWeights(MaskFunctions.Window(1, 2), 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1);

    [Fact]
    public void Segments_open_what_lies_in_them()
    {
        AssertWeights(MaskFunctions.UserSegment, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        AssertWeights(MaskFunctions.Segment(1), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1);
        AssertWeights(MaskFunctions.SameSegment, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1);
    }

    [Fact]
    public void Without_marked_segments_all_positions_are_in_one_and_none_in_the_user_segment()
    {
        var grid = MaskGrid.Of(MaskTesting.Input(2, 0, Tower.Answer));

        Assert.Equal([1, 1, 1, 1], MaskFunctions.SameSegment.Weights(grid).Values());
        Assert.Equal([0, 0, 0, 0], MaskFunctions.UserSegment.Weights(grid).Values());
    }

    [Fact]
    public void Modalities_open_what_lies_in_one_and_nothing_outside_of_all()
    {
        var given = MaskTesting.Input(3, 0);
        var grid = MaskGrid.Of(given with { Modalities = tensor(new long[] { 2, 2, -1 }, [1, 3]) });

        Assert.Equal([1, 1, 0, 1, 1, 0, 0, 0, 0], MaskFunctions.SameModality.Weights(grid).Values());
        Assert.All(MaskFunctions.SameModality.Weights(MaskGrid.Of(given)).Values(), w => Assert.Equal(0, w));
    }

    [Fact]
    public void Weights_per_key_are_alike_for_every_query_and_the_last_one_holds_beyond() =>
        AssertWeights(MaskFunctions.PerKey(0, 0.5f, 0.25f), 0, .5f, .25f, .25f, 0, .5f, .25f, .25f, 0, .5f, .25f, .25f, 0, .5f, .25f, .25f);

    [Fact]
    public void Real_keys_differ_from_row_to_row()
    {
        var weights = MaskFunctions.RealKeys.Weights(MaskGrid.Of(MaskTesting.Input(3, 0, lengths: [3, 1])));

        Assert.Equal([2, 3, 3], weights.shape);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0], weights.Values());
    }

    [Fact]
    public void Alpha_is_how_far_the_schedule_has_opened()
    {
        var weights = MaskFunctions.Alpha.Weights(MaskGrid.Of(MaskTesting.Input(2, 0), 0.25));

        Assert.All(weights.Values(), w => Assert.Equal(0.25f, w));
        Assert.True((MaskFunctions.Causal | !MaskFunctions.Alpha).FollowsSchedule);
        Assert.False((MaskFunctions.Causal | MaskFunctions.Open).FollowsSchedule);
    }

    [Fact]
    public void A_function_of_ones_own_composes_with_the_others()
    {
        var even = MaskFunction.Of("even keys", grid => grid.Key.remainder(2).eq(0));

        AssertWeights(even | MaskFunctions.Causal, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1);
    }

    [Theory]
    [InlineData(1.5f)]
    [InlineData(-0.1f)]
    [InlineData(float.NaN)]
    public void A_weight_that_is_none_is_refused_by_the_name_of_its_function(float weight)
    {
        var wrong = MaskFunctions.Causal | MaskFunction.Of("too much", grid => full([1, 1, 1], weight, dtype: ScalarType.Float32));

        var error = Assert.Throws<BadInputException>(() => wrong.Weights(MaskGrid.Of(MaskTesting.Input(2, 0))));

        Assert.Contains("too much", error.Field);
        Assert.Throws<ArgumentOutOfRangeException>(() => MaskFunctions.Constant(weight));
        Assert.Throws<ArgumentOutOfRangeException>(() => MaskFunctions.PerKey(0.5f, weight));
    }

    [Fact]
    public void A_gradient_flows_back_through_the_weights_that_were_taken()
    {
        var learnt = tensor(new[] { 0.2f, 0.4f, 0.6f }, requires_grad: true);
        var function = MaskFunctions.Causal | MaskFunction.Of("learnt", _ => learnt.view(1, 1, 3));

        function.Weights(MaskGrid.Of(MaskTesting.Input(3, 0))).sum().backward();

        Assert.Equal([0, 1, 2], learnt.grad!.Values());
    }

    [Fact]
    public void A_composition_is_written_as_it_was_made_and_explained_by_its_parts()
    {
        var function = MaskFunctions.Window(0, 2) & MaskFunctions.Future(0.5).Blend(MaskFunctions.Open, MaskFunctions.Alpha);
        var grid = MaskGrid.Of(MaskTesting.Input(4, 0), 0.5);

        Assert.Equal("(window 0 back, 2 ahead and (from future at 0.5 to open by alpha))", function.ToString());
        Assert.Equal("(window 0 back, 2 ahead [1] and (from future at 0.5 [0.5] to open [1] by alpha [0.5]) [0.75]) [0.75]", function.Explain(grid, 0, 1, 3));
    }

    private static void AssertWeights(MaskFunction function, params float[] expected) =>
        Assert.Equal(expected, function.Weights(MaskGrid.Of(MaskTesting.Input(4, 0))).Values());
}
