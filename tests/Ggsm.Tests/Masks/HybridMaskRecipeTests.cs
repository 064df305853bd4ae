using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

public sealed class HybridMaskRecipeTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void It_asks_for_the_frozen_user_tower_s_gradients_while_it_learns_and_not_after()
    {
        var recipe = Make("");

        Assert.Equal(new GradientRequest(HiddenSource.LastHidden, TowerCopy.Frozen), recipe.Wants(Tower.User, 2));
        Assert.Null(recipe.Wants(Tower.Answer, 2));
        Assert.Null(recipe.Wants(Tower.User, 3));
        Assert.Equal([true, true, false], new[] { recipe.WantsFrozenCopy(0), recipe.WantsFrozenCopy(2), recipe.WantsFrozenCopy(3) });
    }

    [Fact]
    public void The_frozen_copy_reads_under_the_causal_mask_and_the_live_decoder_does_not()
    {
        var recipe = Make("");

        Assert.All(recipe.Plan(MaskTesting.Input(3, 1) with { Copy = TowerCopy.Frozen }).FutureWeights.Values(), w => Assert.Equal(0, w));
        Assert.All(recipe.Plan(MaskTesting.Input(3, 1)).FutureWeights.Values(), w => Assert.Equal(0.5f, w));
    }

    [Fact]
    public void A_step_is_masked_by_its_own_gradient_and_not_by_that_of_the_step_before()
    {
        var recipe = Make("");
        Observe(recipe, Tower.User, 0, [5, 5, 5]);
        Observe(recipe, Tower.User, 1, [0, 1, 2]);

        var weights = recipe.Plan(MaskTesting.Input(3, 1)).FutureWeights.select(0, 0).Values();

        Assert.Equal([0.5f, MaskTesting.Sigmoid(1), MaskTesting.Sigmoid(2)], weights, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("guide=own", 3)]
    public void The_user_tower_guides_both_towers_unless_each_is_to_guide_itself(string options, double ofAnswers)
    {
        var recipe = Make(options);
        Observe(recipe, Tower.User, 1, [1, 1]);
        if (recipe.Wants(Tower.Answer, 1) is not null)
            Observe(recipe, Tower.Answer, 1, [3, 3]);

        Assert.Equal(MaskTesting.Sigmoid(1), recipe.Plan(MaskTesting.Input(2, 1)).FutureWeights.At(0, 1), 1e-6f);
        Assert.Equal(MaskTesting.Sigmoid(ofAnswers), recipe.Plan(MaskTesting.Input(2, 1, Tower.Answer)).FutureWeights.At(0, 1), 1e-6f);
    }

    [Fact]
    public void The_last_step_of_warm_up_is_frozen_and_opens_linearly()
    {
        var recipe = Make("");
        Observe(recipe, Tower.User, 2, [1, 1]);
        var frozen = MaskTesting.Sigmoid(1);

        Assert.Equal(0.5f * frozen + 0.5f, recipe.Plan(MaskTesting.Input(2, 5)).FutureWeights.At(0, 1), 1e-6f);
        Assert.Equal(1, recipe.Plan(MaskTesting.Input(2, 7)).FutureWeights.At(0, 1));
    }

    private static MaskRecipe Make(string options) => MaskTesting.Create($"hybrid-mask {options}".Trim(), new MaskSchedule(3, 7));

    private static void Observe(MaskRecipe recipe, Tower tower, long step, float[] norms) =>
        recipe.Observe(MaskTesting.Gradient(tower, step, norms) with { Copy = TowerCopy.Frozen });
}
