using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

public sealed class GgsmScaledRecipeTests : IDisposable
{
    private static readonly MaskSchedule Schedule = new(3, 7);
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Raw_is_ggsm_to_the_bit()
    {
        var (raw, ggsm) = (Make("raw"), MaskRecipes.Create("ggsm", Schedule));
        foreach (var recipe in new[] { raw, ggsm })
            MaskTesting.Learn(recipe, 3, 5, new Random(1));

        for (var step = 0; step < 8; step++)
            Assert.Equal(ggsm.Plan(MaskTesting.Input(6, step)).FutureWeights.Values(), raw.Plan(MaskTesting.Input(6, step)).FutureWeights.Values());
    }

    [Fact]
    public void Mean_scaled_divides_by_the_mean_of_all_positions_but_the_first()
    {
        var weights = Weights("mean-scaled", [90, 1, 2, 6]);

        AssertClose([MaskTesting.Sigmoid(1 / 3.0), MaskTesting.Sigmoid(2 / 3.0), MaskTesting.Sigmoid(2)], weights[1..]);
    }

    [Fact]
    public void Z_scores_are_the_default_and_put_a_weak_position_below_one_half()
    {
        var weights = Weights(null, [90, 1, 2, 3]);
        var one = Math.Sqrt(1.5);

        AssertClose([MaskTesting.Sigmoid(-one), 0.5f, MaskTesting.Sigmoid(one)], weights[1..]);
    }

    [Theory]
    [InlineData("mean-scaled")]
    [InlineData("z-score")]
    public void The_size_of_the_gradients_does_not_matter(string scaling) =>
        AssertClose(Weights(scaling, [1, 2, 3, 7]), Weights(scaling, [1e-4f, 2e-4f, 3e-4f, 7e-4f]));

    [Theory]
    [InlineData("mean-scaled", 0)]
    [InlineData("z-score", 0)]
    [InlineData("z-score", 0.1f)]
    public void Where_nothing_tells_positions_apart_every_weight_is_one_half(string scaling, float norm) =>
        AssertClose([0.5f, 0.5f, 0.5f, 0.5f, 0.5f], Weights(scaling, [norm, norm, norm, norm, norm]));

    [Theory]
    [InlineData("mean-scaled")]
    [InlineData("z-score")]
    public void A_position_nobody_reached_has_one_half_and_does_not_shift_the_scale(string scaling)
    {
        var recipe = Make(scaling);
        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [1, 1, 3, 9, 9]) with { Padding = TestTensors.Padding(5, 3) });

        var weights = recipe.Plan(MaskTesting.Input(7, 1)).FutureWeights.select(0, 0).Values();

        AssertClose(Weights(scaling, [1, 1, 3])[1..], weights[1..3]);
        AssertClose([0.5f, 0.5f, 0.5f, 0.5f], weights[3..]);
    }

    [Fact]
    public void The_length_of_the_input_does_not_shift_the_scale()
    {
        var recipe = Make("z-score");
        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [0, 1, 2, 9]));

        var whole = recipe.Plan(MaskTesting.Input(4, 1)).FutureWeights.select(0, 0).Values();

        Assert.Equal(whole[..2], recipe.Plan(MaskTesting.Input(2, 1)).FutureWeights.select(0, 0).Values());
    }

    [Fact]
    public void Frozen_scores_open_linearly_and_importance_is_reported_unscaled()
    {
        var recipe = Make("mean-scaled");
        recipe.Observe(MaskTesting.Gradient(Tower.User, 2, [0, 1, 3]));
        var frozen = MaskTesting.Sigmoid(0.5);

        var plan = recipe.Plan(MaskTesting.Input(3, 4));

        Assert.Equal((0.75f * frozen) + 0.25f, plan.FutureWeights.At(0, 1), 1e-6f);
        AssertClose([0, 1, 3], plan.Importance!);
    }

    [Theory]
    [InlineData("mean-scaled")]
    [InlineData("z-score")]
    public void A_state_loaded_elsewhere_gives_the_same_weights(string scaling)
    {
        var (recipe, other) = (Make(scaling), Make(scaling));
        MaskTesting.Learn(recipe, 2, 5, new Random(3));

        other.LoadState(recipe.State());

        foreach (var tower in Enum.GetValues<Tower>())
        {
            for (var step = 1; step < 8; step++)
                Assert.Equal(recipe.Plan(MaskTesting.Input(6, step, tower)).FutureWeights.Values(), other.Plan(MaskTesting.Input(6, step, tower)).FutureWeights.Values());
        }
    }

    private static float[] Weights(string? scaling, float[] norms)
    {
        var recipe = Make(scaling);
        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, norms));
        return recipe.Plan(MaskTesting.Input(norms.Length, 1)).FutureWeights.select(0, 0).Values();
    }

    private static MaskRecipe Make(string? scaling) => MaskRecipes.Create("ggsm-scaled", new MaskSettings(Schedule)
    {
        Options = scaling is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["scaling"] = scaling },
    });

    private static void AssertClose(IReadOnlyList<float> expected, IReadOnlyList<float> found)
    {
        Assert.Equal(expected.Count, found.Count);
        for (var i = 0; i < expected.Count; i++)
            Assert.Equal(expected[i], found[i], 1e-5f);
    }
}
