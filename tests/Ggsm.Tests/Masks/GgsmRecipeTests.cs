using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

public sealed class GgsmRecipeTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly MaskRecipe recipe = MaskRecipes.Create("ggsm", new MaskSchedule(3, 7));

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Before_any_gradient_every_future_weight_is_one_half()
    {
        var plan = recipe.Plan(MaskTesting.Input(4, 0));

        Assert.Equal(SchedulePhase.WarmUp, plan.Phase);
        Assert.All(plan.FutureWeights.Values(), w => Assert.Equal(0.5f, w));
    }

    [Fact]
    public void In_warm_up_each_column_has_the_sigmoid_of_the_norm_of_the_step_before()
    {
        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [5, 5, 5]));
        recipe.Observe(MaskTesting.Gradient(Tower.User, 1, [0, 0.5f, 2]));

        var weights = recipe.Plan(MaskTesting.Input(3, 2)).FutureWeights;

        for (var i = 0; i < 3; i++)
            AssertClose([0.5f, MaskTesting.Sigmoid(0.5), MaskTesting.Sigmoid(2)], weights.select(0, i).Values());
    }

    [Fact]
    public void A_micro_batch_of_the_same_update_does_not_change_the_mask_of_that_update()
    {
        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [1, 1]));
        var before = recipe.Plan(MaskTesting.Input(2, 1)).FutureWeights.Values();

        recipe.Observe(MaskTesting.Gradient(Tower.User, 1, [3, 3]));

        Assert.Equal(before, recipe.Plan(MaskTesting.Input(2, 1)).FutureWeights.Values());
        AssertClose([MaskTesting.Sigmoid(3), MaskTesting.Sigmoid(3)], recipe.Plan(MaskTesting.Input(2, 2)).FutureWeights.select(0, 0).Values());
    }

    [Fact]
    public void Micro_batches_of_one_update_are_averaged_over_their_sequences()
    {
        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [1, 1], rows: 1));
        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [4, 4], rows: 2));

        AssertClose([MaskTesting.Sigmoid(3), MaskTesting.Sigmoid(3)], recipe.Plan(MaskTesting.Input(2, 1)).FutureWeights.select(0, 0).Values());
    }

    [Fact]
    public void A_norm_is_averaged_over_the_sequences_that_reach_the_position()
    {
        var whole = MaskTesting.Gradient(Tower.User, 0, [2, 2, 2], rows: 2);

        recipe.Observe(whole with { Padding = TestTensors.Padding(3, 3, 1) });

        AssertClose([2, 2, 2], recipe.Plan(MaskTesting.Input(3, 1)).Importance!);
    }

    [Fact]
    public void Each_tower_has_its_own_importance()
    {
        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [2, 2]));

        AssertClose([2, 2], recipe.Plan(MaskTesting.Input(2, 1)).Importance!);
        AssertClose([0, 0], recipe.Plan(MaskTesting.Input(2, 1, Tower.Answer)).Importance!);
    }

    [Fact]
    public void After_warm_up_the_last_importance_is_frozen_and_opens_linearly_to_one()
    {
        recipe.Observe(MaskTesting.Gradient(Tower.User, 1, [9, 9]));
        recipe.Observe(MaskTesting.Gradient(Tower.User, 2, [1, 1]));
        recipe.Observe(MaskTesting.Gradient(Tower.User, 3, [50, 50]));
        var frozen = MaskTesting.Sigmoid(1);

        AssertClose([frozen, 0.75f * frozen + 0.25f, 0.5f * frozen + 0.5f, 0.25f * frozen + 0.75f],
            [.. Enumerable.Range(3, 4).Select(t => recipe.Plan(MaskTesting.Input(2, t)).FutureWeights.At(0, 1))]);
        Assert.Equal(1, recipe.Plan(MaskTesting.Input(2, 7)).FutureWeights.At(0, 1));
    }

    [Fact]
    public void Positions_nobody_reached_in_warm_up_open_from_one_half()
    {
        recipe.Observe(MaskTesting.Gradient(Tower.User, 2, [1, 1]));

        AssertClose([0.75f], [recipe.Plan(MaskTesting.Input(4, 5)).FutureWeights.At(0, 3)]);
    }

    [Fact]
    public void After_training_the_future_is_open_whatever_the_step()
    {
        var plan = recipe.Plan(MaskTesting.Input(3, 0) with { Mode = EncodingMode.Inference });

        Assert.Equal(SchedulePhase.Open, plan.Phase);
        Assert.All(plan.FutureWeights.Values(), w => Assert.Equal(1, w));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_state_loaded_elsewhere_gives_the_same_weights_and_goes_on_alike(int steps)
    {
        MaskTesting.Learn(recipe, Math.Min(steps, 3), 5, new Random(steps));
        var other = MaskRecipes.Create("ggsm", new MaskSchedule(3, 7));

        other.LoadState(recipe.State());
        foreach (var each in new[] { recipe, other })
            each.Observe(MaskTesting.Gradient(Tower.Answer, steps, [1, 2, 3, 4, 5]));

        foreach (var tower in Enum.GetValues<Tower>())
        {
            for (var t = steps; t < 8; t++)
                Assert.Equal(recipe.Plan(MaskTesting.Input(6, t, tower)).FutureWeights.Values(), other.Plan(MaskTesting.Input(6, t, tower)).FutureWeights.Values());
        }
    }

    [Fact]
    public void A_foreign_state_is_refused_by_name()
    {
        var error = Assert.Throws<BadInputException>(() => recipe.LoadState(new Dictionary<string, Tensor> { ["importance"] = ones([2]) }));

        Assert.Contains("importance", error.Field);
    }

    [Fact]
    public void A_state_of_another_type_is_refused_by_name()
    {
        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [1, 1]));
        var state = recipe.State().ToDictionary(s => s.Key, s => s.Value);
        state["user.0.sums"] = zeros([2], dtype: ScalarType.Int64);

        var error = Assert.Throws<BadInputException>(() => recipe.LoadState(state));

        Assert.Contains("user.0.sums", error.Field);
    }

    private static void AssertClose(IReadOnlyList<float> expected, IReadOnlyList<float> found)
    {
        Assert.Equal(expected.Count, found.Count);
        for (var i = 0; i < expected.Count; i++)
            Assert.Equal(expected[i], found[i], 1e-5f);
    }
}
