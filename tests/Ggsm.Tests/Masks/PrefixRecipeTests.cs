using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

public sealed class PrefixRecipeTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly MaskRecipe recipe = MaskRecipes.Create("prefix", new MaskSchedule(2, 6));

    public void Dispose() => scope.Dispose();

    [Fact]
    public void The_user_segment_sees_itself_and_the_rest_is_causal()
    {
        var input = MaskTesting.Input(4, 0) with { Segments = tensor(new long[] { 0, 0, 0, 1 }, [1, 4]) };

        var open = AttentionBias.FromPlan(recipe.Plan(input), input).Values().Select(b => b == 0);

        Assert.Equal(
        [
            true, true, true, false,
            true, true, true, false,
            true, true, true, false,
            true, true, true, true,
        ], open);
    }

    [Fact]
    public void Each_row_has_its_own_user_segment_and_padding_in_it_is_closed()
    {
        var input = MaskTesting.Input(3, 0, lengths: [3, 1]) with { Segments = tensor(new long[] { 0, 1, 1, 0, 0, 1 }, [2, 3]) };

        var bias = AttentionBias.FromPlan(recipe.Plan(input), input);

        Assert.Equal(AttentionBias.Closed, bias.At(0, 0, 0, 1));
        Assert.Equal(AttentionBias.Closed, bias.At(1, 0, 0, 1));
    }

    [Theory]
    [InlineData(EncodingMode.Training)]
    [InlineData(EncodingMode.Inference)]
    public void Without_a_user_segment_it_is_causal_at_every_step(EncodingMode phase)
    {
        var input = MaskTesting.Input(3, 5, Tower.Answer) with { Mode = phase };

        Assert.Null(input.Segments);
        Assert.All(recipe.Plan(input).FutureWeights.Values(), w => Assert.Equal(0, w));
    }

    [Fact]
    public void Within_modalities_a_position_sees_ahead_in_its_own_modality_alone()
    {
        var within = MaskRecipes.Create("prefix", new MaskSettings(new MaskSchedule(2, 6)) { Options = new Dictionary<string, string> { ["within"] = "modality" } });
        var input = MaskTesting.Input(5, 0) with
        {
            Segments = tensor(new long[] { 0, 0, 0, 0, 1 }, [1, 5]),
            Modalities = tensor(new long[] { 0, 0, 3, 3, -1 }, [1, 5]),
        };

        var open = AttentionBias.FromPlan(within.Plan(input), input).Values().Select(b => b == 0);

        Assert.Equal(
        [
            true, true, false, false, false,
            true, true, false, false, false,
            true, true, true, true, false,
            true, true, true, true, false,
            true, true, true, true, true,
        ], open);
        Assert.All(within.Plan(input with { Modalities = null }).FutureWeights.Values(), w => Assert.Equal(0, w));
        Assert.All(within.Plan(input with { Modalities = full([1, 5], -1, dtype: ScalarType.Int64) }).FutureWeights.Values(), w => Assert.Equal(0, w));
    }

    [Fact]
    public void After_training_the_user_segment_still_does_not_see_what_follows_it()
    {
        var input = MaskTesting.Input(4, 5) with { Mode = EncodingMode.Inference };

        var weights = recipe.Plan(input).FutureWeights;

        Assert.Equal((1, 0, 0), (weights.At(0, 1), weights.At(1, 2), weights.At(2, 3)));
    }
}
