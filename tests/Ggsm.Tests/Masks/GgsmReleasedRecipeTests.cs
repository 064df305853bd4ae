using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

public sealed class GgsmReleasedRecipeTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Norms_are_summed_over_the_batch_so_a_batch_twice_as_large_doubles_importance()
    {
        var (one, two) = (Make(), Make());

        one.Observe(MaskTesting.Gradient(Tower.User, 0, [1, 1, 2], rows: 1));
        two.Observe(MaskTesting.Gradient(Tower.User, 0, [1, 1, 2], rows: 2));

        Assert.Equal([0, 1, 2], one.Importance(3));
        Assert.Equal([0, 2, 4], two.Importance(3));
    }

    [Fact]
    public void The_user_tower_masks_the_answer_tower_and_the_answer_tower_teaches_nothing()
    {
        var recipe = Make();

        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [1, 1]));
        recipe.Observe(MaskTesting.Gradient(Tower.Answer, 0, [7, 7]));

        Assert.Equal(MaskTesting.Sigmoid(1), recipe.Plan(MaskTesting.Input(2, 1, Tower.Answer)).FutureWeights.At(0, 1), 1e-6f);
        Assert.Null(recipe.Wants(Tower.Answer, 0));
        Assert.NotNull(recipe.Wants(Tower.User, 0));
    }

    [Fact]
    public void Padding_stays_open()
    {
        var input = MaskTesting.Input(4, 0, lengths: [4, 2]);

        var bias = AttentionBias.FromPlan(Make().Plan(input), input);

        Assert.Equal([4, 4], bias.shape);
        Assert.All(bias.Values(), b => Assert.True(b > -1));
    }

    [Fact]
    public void Positions_beyond_the_frozen_length_have_weight_alpha_alone()
    {
        var recipe = Make();
        recipe.Observe(MaskTesting.Gradient(Tower.User, 1, [1, 1]));

        Assert.Equal(0, recipe.Plan(MaskTesting.Input(4, 2)).FutureWeights.At(0, 3));
        Assert.Equal(0.5f, recipe.Plan(MaskTesting.Input(4, 4)).FutureWeights.At(0, 3));
    }

    [Fact]
    public void With_nothing_frozen_the_schedule_starts_at_the_logarithm_of_zero_and_says_so()
    {
        var recipe = Make();

        var error = Assert.Throws<BadInputException>(() => recipe.Plan(MaskTesting.Input(3, 2)));

        Assert.Contains("log(0)", error.Message);
        Assert.Equal(0.25f, recipe.Plan(MaskTesting.Input(3, 3)).FutureWeights.At(0, 1));
    }

    [Fact]
    public void An_input_longer_than_its_buffers_fails_in_warm_up_and_falls_back_to_alpha_afterwards()
    {
        var recipe = Make(("positions", "3"));
        recipe.Observe(MaskTesting.Gradient(Tower.User, 1, [1, 1, 1]));

        Assert.Throws<BadInputException>(() => recipe.Plan(MaskTesting.Input(4, 1)));
        Assert.Equal(0.5f, recipe.Plan(MaskTesting.Input(4, 4)).FutureWeights.At(0, 1));
    }

    [Fact]
    public void The_moving_average_keeps_the_share_it_is_told_to()
    {
        var recipe = Make(("ema-decay", "0.75"));

        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [4, 4]));
        recipe.Observe(MaskTesting.Gradient(Tower.User, 1, [0, 8]));

        Assert.Equal([0, 0.75f * 1 + 0.25f * 8], recipe.Importance(2));
    }

    [Fact]
    public void A_gradient_of_zero_changes_nothing()
    {
        var recipe = Make(("ema-decay", "0.5"));
        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [4, 4]));

        recipe.Observe(MaskTesting.Gradient(Tower.User, 1, [0, 0]));

        Assert.Equal([0, 2], recipe.Importance(2));
    }

    [Fact]
    public void The_gradient_it_sees_is_divided_by_the_accumulated_micro_batches()
    {
        var recipe = Make();

        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [8, 8]) with { Accumulation = 4 });

        Assert.Equal([0, 2], recipe.Importance(2));
    }

    [Fact]
    public void Its_clock_counts_micro_batches_unless_told_otherwise()
    {
        Assert.Equal(MaskClock.MicroBatch, Make().Clock);
        Assert.Equal(MaskClock.Update, Make(("clock", "update")).Clock);
    }

    [Fact]
    public void A_state_loaded_elsewhere_gives_the_same_weights()
    {
        var recipe = Make();
        MaskTesting.Learn(recipe, 2, 4, new Random(3));
        var other = Make();

        other.LoadState(recipe.State());

        for (var t = 2; t < 7; t++)
            Assert.Equal(recipe.Plan(MaskTesting.Input(5, t)).FutureWeights.Values(), other.Plan(MaskTesting.Input(5, t)).FutureWeights.Values());
    }

    private static GgsmReleasedRecipe Make(params (string Name, string Value)[] options) =>
        (GgsmReleasedRecipe)MaskRecipes.Create("ggsm-released", new MaskSettings(new MaskSchedule(2, 6))
        {
            Options = options.ToDictionary(o => o.Name, o => o.Value),
        });
}
