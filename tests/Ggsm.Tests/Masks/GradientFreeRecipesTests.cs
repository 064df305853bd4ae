using Ggsm.Masks;
using Ggsm.Masks.Algebra;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks;

/// <summary>The recipes that learn from no gradient, each a declaration that makes its weights and draws itself.</summary>
public sealed class GradientFreeRecipesTests : IDisposable
{
    private static readonly MaskSchedule Schedule = new(2, 6);
    private readonly DisposeScope scope = NewDisposeScope();

    public static TheoryData<string> Names => ["linear", "half", "soft-scheduler", "span-scheduler"];

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData("linear", new[] { 0, 0, 0, 0.25f, 0.5f, 0.75f, 1, 1 })]
    [InlineData("half", new[] { 0.5f, 0.5f, 0.5f, 0.625f, 0.75f, 0.875f, 1, 1 })]
    public void A_common_weight_follows_the_schedule(string name, float[] expected)
    {
        var recipe = MaskRecipes.Create(name, Schedule);

        for (var step = 0; step < expected.Length; step++)
            Assert.All(recipe.Plan(MaskTesting.Input(3, step)).FutureWeights.Values(), w => Assert.Equal(expected[step], w));
    }

    /// <summary>Row by row, rows of four positions of which two are the user segment; weights in tenths, # open.</summary>
    [Theory]
    [InlineData("causal", 4, "#···", "##··", "###·", "####")]
    [InlineData("bidirectional", 0, "####", "####", "####", "####")]
    [InlineData("prefix", 0, "##··", "##··", "###·", "####")]
    [InlineData("linear", 3, "#222", "##22", "###2", "####")]
    [InlineData("half", 0, "#555", "##55", "###5", "####")]
    [InlineData("half", 4, "#777", "##77", "###7", "####")]
    [InlineData("span-scheduler", 3, "##··", "###·", "####", "####")]
    [InlineData("span-scheduler", 4, "###·", "####", "####", "####")]
    [InlineData("soft-scheduler", 3, "####", "##55", "###3", "####")]
    [InlineData("soft-scheduler", 6, "####", "####", "####", "####")]
    public void It_is_drawn_as_its_equation_says(string name, long step, params string[] rows)
    {
        var drawn = MaskDrawing.Draw(MaskRecipes.Create(name, Schedule), MaskTesting.Input(4, step), MaskDrawingStyle.Digits);

        Assert.Equal(rows, drawn.Split('\n')[2..].Select(line => line[4..].Replace(" ", "")));
    }

    [Fact]
    public void It_says_of_a_pair_which_part_gave_its_weight()
    {
        var view = MaskView.Of(MaskRecipes.Create("half", Schedule), MaskTesting.Input(4, 4));

        Assert.Contains("from 0.5 [0.5] to open [1] by alpha [0.5]", MaskExplanation.Explain(view, 0, 2));
    }

    [Fact]
    public void Half_rises_from_one_half_in_step_with_alpha_on_a_schedule_of_any_length()
    {
        var schedule = new MaskSchedule(3, 17);

        for (var step = 0; step < 19; step++)
        {
            var alpha = schedule.Alpha(step);
            Assert.Equal(((1 - alpha) / 2) + alpha, MaskRecipes.Create("half", schedule).Plan(MaskTesting.Input(3, step)).FutureWeights.At(0, 2), 1e-6);
        }
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("span-scheduler")]
    [InlineData("soft-scheduler")]
    public void At_the_end_all_is_open_wherever_padding_stands(string name)
    {
        var input = MaskTesting.Input(4, 6) with { Padding = tensor(new[] { false, false, false, true }, [1, 4]) };

        Assert.All(MaskRecipes.Create(name, Schedule).Plan(input).FutureWeights.Values(), w => Assert.Equal(1, w));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_plan_says_where_the_schedule_stands(string name)
    {
        var recipe = MaskRecipes.Create(name, Schedule);

        Assert.Equal(
            [(SchedulePhase.WarmUp, 0), (SchedulePhase.Schedule, 0), (SchedulePhase.Schedule, 0.5), (SchedulePhase.Open, 1)],
            new[] { 1, 2, 4, 6 }.Select(step => recipe.Plan(MaskTesting.Input(3, step))).Select(plan => (plan.Phase, plan.Alpha ?? -1)));
        Assert.Empty(recipe.State());
        Assert.Null(recipe.Wants(Tower.User, 0));
    }

    [Fact]
    public void Half_is_ggsm_that_never_saw_a_gradient()
    {
        var (half, ggsm) = (MaskRecipes.Create("half", Schedule), MaskRecipes.Create("ggsm", Schedule));

        for (var step = 0; step < 8; step++)
        {
            var input = MaskTesting.Input(4, step);
            Assert.Equal(ggsm.Plan(input).FutureWeights.Values(), half.Plan(input).FutureWeights.Values());
        }
    }

    [Fact]
    public void The_soft_scheduler_opens_early_queries_first()
    {
        var weights = MaskRecipes.Create("soft-scheduler", Schedule).Plan(MaskTesting.Input(4, 3)).FutureWeights;

        Assert.Equal([1, 0.5f, 0.25f * 4 / 3], new[] { 0, 1, 2 }.Select(i => weights.At(i, 3)), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(weights.At(1, 2), weights.At(1, 3));
    }

    [Fact]
    public void The_soft_scheduler_counts_real_positions_of_each_row_wherever_padding_stands()
    {
        var recipe = MaskRecipes.Create("soft-scheduler", Schedule);
        var alone = recipe.Plan(MaskTesting.Input(2, 3)).FutureWeights.Values();

        var padded = recipe.Plan(MaskTesting.Input(5, 3, lengths: [5, 2])).FutureWeights.select(0, 1);
        var left = recipe.Plan(MaskTesting.Input(4, 3) with { Padding = tensor(new[] { false, false, true, true }, [1, 4]) }).FutureWeights;

        Assert.Equal([0.5f, 0.5f, 0.25f, 0.25f], alone);
        Assert.Equal(alone[..2], padded.select(0, 0).Values()[..2]);
        Assert.Equal([0.5f, 0.25f], [left.At(2, 3), left.At(3, 3)]);
    }

    [Theory]
    [InlineData("linear", new[] { 0, 2, 4, 6, 8 })]
    [InlineData("cosine", new[] { 0, 1, 4, 6, 8 })]
    public void The_span_opens_so_many_keys_ahead_and_none_beyond(string growth, int[] deltas)
    {
        var recipe = Span(growth);

        for (var k = 0; k < deltas.Length; k++)
        {
            var weights = recipe.Plan(MaskTesting.Input(8, 2 + k)).FutureWeights.reshape(8, 8);
            for (var i = 0; i < 8; i++)
            {
                for (var j = i + 1; j < 8; j++)
                    Assert.Equal(j - i <= deltas[k] ? 1 : 0, weights.At(i, j));
            }
        }
    }

    [Fact]
    public void The_span_is_a_part_of_each_row_s_own_length()
    {
        var weights = Span("linear").Plan(MaskTesting.Input(8, 4, lengths: [8, 2])).FutureWeights;

        Assert.Equal((1, 0), (weights.At(0, 0, 4), weights.At(0, 0, 5)));
        Assert.Equal((1, 0), (weights.At(1, 0, 1), weights.At(1, 0, 2)));
    }

    private static MaskRecipe Span(string growth) =>
        MaskRecipes.Create("span-scheduler", new MaskSettings(Schedule) { Options = new Dictionary<string, string> { ["growth"] = growth } });
}
