using Ggsm.Masks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

/// <summary>The options of guided recipes, each against what it says by hand.</summary>
public sealed class MaskGuidanceTests : IDisposable
{
    private static readonly MaskSchedule Schedule = new(4, 8);
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData("mean", 2)]
    [InlineData("sum", 6)]
    public void Sequences_are_joined_by_their_mean_or_their_sum(string aggregation, double importance)
    {
        var recipe = Make($"aggregation={aggregation}");

        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [2, 2], rows: 3));

        Assert.Equal(MaskTesting.Sigmoid(importance), Weights(recipe, 2, 1)[1], 1e-6f);
    }

    [Fact]
    public void A_moving_average_starts_at_zero_and_keeps_its_share_over_steps_not_over_micro_batches()
    {
        var recipe = Make("ema-decay=0.75");
        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [0, 4]));
        recipe.Observe(MaskTesting.Gradient(Tower.User, 1, [0, 6]));
        recipe.Observe(MaskTesting.Gradient(Tower.User, 1, [0, 10]));

        Assert.Equal(1, recipe.Plan(MaskTesting.Input(2, 1)).Importance![1], 1e-6f);
        Assert.Equal((0.75f * 1) + (0.25f * 8), recipe.Plan(MaskTesting.Input(2, 2)).Importance![1], 1e-6f);
    }

    [Fact]
    public void A_moving_average_survives_the_checkpoint_in_the_middle_of_warm_up()
    {
        var (recipe, other) = (Make("ema-decay=0.5"), Make("ema-decay=0.5"));
        MaskTesting.Learn(recipe, 3, 5, new Random(1));

        other.LoadState(recipe.State());
        foreach (var each in new[] { recipe, other })
            each.Observe(MaskTesting.Gradient(Tower.User, 3, [1, 2, 3, 4, 5]));

        Assert.Equal(Weights(recipe, 5, 3), Weights(other, 5, 3));
        Assert.Equal(Weights(recipe, 5, 6), Weights(other, 5, 6));
    }

    [Fact]
    public void Guided_by_the_user_tower_both_towers_have_its_weights_and_the_answer_tower_is_not_asked()
    {
        var recipe = Make("guide=user");
        recipe.Observe(MaskTesting.Gradient(Tower.User, 0, [1, 2]));
        recipe.Observe(MaskTesting.Gradient(Tower.Answer, 0, [7, 7]));

        Assert.Null(recipe.Wants(Tower.Answer, 0));
        Assert.Equal(Weights(recipe, 2, 1), recipe.Plan(MaskTesting.Input(2, 1, Tower.Answer)).FutureWeights.select(0, 0).Values());
        Assert.Equal(MaskTesting.Sigmoid(2), Weights(recipe, 2, 1)[1], 1e-6f);
    }

    [Theory]
    [InlineData("ggsm", MaskClock.Update)]
    [InlineData("ggsm clock=micro-batch", MaskClock.MicroBatch)]
    [InlineData("ggsm-scaled clock=micro-batch", MaskClock.MicroBatch)]
    [InlineData("hybrid-mask clock=micro-batch", MaskClock.MicroBatch)]
    public void The_clock_is_an_option(string recipe, MaskClock clock) => Assert.Equal(clock, MaskTesting.Create(recipe, Schedule).Clock);

    [Fact]
    public void Per_sequence_every_row_is_masked_by_the_gradient_of_that_row()
    {
        var recipe = Make("per=sequence");
        Observe(recipe, 1, [[0, 1, 2], [0, 3, 9]], lengths: [3, 2]);

        var weights = recipe.Plan(MaskTesting.Input(3, 1, lengths: [3, 2])).FutureWeights;

        for (var i = 0; i < 3; i++)
        {
            AssertClose([0.5f, MaskTesting.Sigmoid(1), MaskTesting.Sigmoid(2)], weights.select(0, 0).select(0, i).Values());
            AssertClose([0.5f, MaskTesting.Sigmoid(3), 0.5f], weights.select(0, 1).select(0, i).Values());
        }
    }

    [Fact]
    public void Per_sequence_the_rows_of_a_later_step_owe_nothing_to_those_before()
    {
        var recipe = Make("per=sequence");
        Observe(recipe, 1, [[0, 1, 2]], lengths: [3]);

        Assert.All(Weights(recipe, 3, 2), w => Assert.Equal(0.5f, w));
        Assert.Empty(recipe.State());
    }

    [Fact]
    public void Per_sequence_opens_over_the_schedule_with_the_gradients_of_its_own_steps()
    {
        var recipe = Make("per=sequence");
        Assert.Equal(TowerCopy.Ahead, recipe.Wants(Tower.User, 6)!.Copy);
        Assert.Null(recipe.Wants(Tower.User, 8));
        Observe(recipe, 6, [[0, 1]], lengths: [2]);

        Assert.Equal((0.5f * MaskTesting.Sigmoid(1)) + 0.5f, Weights(recipe, 2, 6)[1], 1e-6f);
        Assert.Equal(1, Weights(recipe, 2, 8)[1]);
    }

    [Fact]
    public void Per_sequence_the_pass_ahead_runs_under_what_no_gradient_gives()
    {
        var recipe = Make("per=sequence");
        Observe(recipe, 6, [[0, 1]], lengths: [2]);

        Assert.All(recipe.Plan(MaskTesting.Input(2, 6) with { Copy = TowerCopy.Ahead }).FutureWeights.Values(), w => Assert.Equal(0.75f, w));
    }

    [Fact]
    public void Per_sequence_scaling_is_over_the_row_s_own_positions()
    {
        var recipe = Make("per=sequence scaling=mean-scaled");
        Observe(recipe, 1, [[50, 1, 3], [50, 100, 300]], lengths: [3, 3]);

        var weights = recipe.Plan(MaskTesting.Input(3, 1, lengths: [3, 3])).FutureWeights;

        AssertClose([MaskTesting.Sigmoid(0.5), MaskTesting.Sigmoid(1.5)], weights.select(0, 0).select(0, 0).Values()[1..]);
        AssertClose(weights.select(0, 0).select(0, 0).Values()[1..], weights.select(0, 1).select(0, 0).Values()[1..]);
    }

    [Fact]
    public void Per_sequence_a_part_of_the_batch_gets_the_weights_of_its_rows_and_other_rows_are_refused()
    {
        var recipe = Make("per=sequence");
        Observe(recipe, 1, [[0, 1], [0, 2], [0, 3]], lengths: [2, 2, 2]);

        var part = recipe.Plan(MaskTesting.Input(2, 1, lengths: [2, 2]) with { FirstRow = 1 }).FutureWeights;

        AssertClose([MaskTesting.Sigmoid(2), MaskTesting.Sigmoid(3)], [part.At(0, 0, 1), part.At(1, 0, 1)]);
        Assert.Throws<ArgumentException>(() => recipe.Plan(MaskTesting.Input(2, 1, lengths: [2, 2]) with { FirstRow = 2 }));
        Assert.Throws<ArgumentException>(() => recipe.Plan(MaskTesting.Input(3, 1, lengths: [3, 3, 3])));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.5")]
    public void The_preset_as_released_has_the_weights_of_the_released_recipe_where_options_can_say_it(string decay)
    {
        var preset = Make($"preset=as-released ema-decay={decay}");
        var released = MaskTesting.Create($"ggsm-released ema-decay={decay}", Schedule);
        Assert.Equal(released.Clock, preset.Clock);
        Assert.Equal(released.PoolsByMean, preset.PoolsByMean);
        var random = new Random(4);
        for (var step = 0; step < 9; step++)
        {
            foreach (var tower in Enum.GetValues<Tower>())
            {
                Assert.Equal(released.Wants(tower, step), preset.Wants(tower, step));
                var input = MaskTesting.Input(6, step, tower);
                AssertClose(Future(released.Plan(input)), Future(preset.Plan(input)));
            }

            var gradient = new HiddenGradient(Tower.User, step, TestTensors.Normal(random, 3, 6, MaskTesting.Hidden) * 0.2, TestTensors.Padding(6, 6, 4, 2));
            released.Observe(gradient);
            preset.Observe(gradient);
        }
    }

    private static float[] Future(AttentionPlan plan) => plan.FutureWeights.triu(1).Values();

    private static MaskRecipe Make(string options) => MaskTesting.Create($"ggsm {options}", Schedule);

    private static float[] Weights(MaskRecipe recipe, int length, long step)
    {
        var weights = recipe.Plan(MaskTesting.Input(length, step)).FutureWeights;
        return (weights.dim() == 3 ? weights.select(0, 0) : weights).select(0, 0).Values();
    }

    /// <summary>A gradient whose norm at each position of each row is the number given.</summary>
    private static void Observe(MaskRecipe recipe, long step, float[][] norms, int[] lengths)
    {
        var gradient = zeros([norms.Length, norms[0].Length, MaskTesting.Hidden]);
        gradient.select(2, 0).copy_(tensor(norms.SelectMany(n => n).ToArray(), [norms.Length, norms[0].Length]));
        recipe.Observe(new HiddenGradient(Tower.User, step, gradient, TestTensors.Padding(norms[0].Length, lengths), TowerCopy.Ahead));
    }

    private static void AssertClose(IReadOnlyList<float> expected, IReadOnlyList<float> found)
    {
        Assert.Equal(expected.Count, found.Count);
        for (var i = 0; i < expected.Count; i++)
            Assert.Equal(expected[i], found[i], 1e-6f);
    }
}
