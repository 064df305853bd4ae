using Ggsm.Masks;
using Ggsm.Masks.Algebra;
using Ggsm.Tests.Training;
using Ggsm.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Masks.Algebra;

/// <summary>A researcher's recipe is one entry made of mask functions: it meets the laws, is perturbed like any other, and trains.</summary>
public sealed class ComposedRecipeTests : IDisposable
{
    /// <summary>The whole of a new recipe.</summary>
    private static readonly MaskRecipeInfo WindowThenOpen = ComposedRecipe.Entry(
        "window-then-open", "a few keys ahead at once, the rest by the schedule",
        MaskPromises.ClosesPadding | MaskPromises.EndsBidirectional | MaskPromises.OpensMonotonically,
        options => MaskFunctions.Window(0, options.Count("ahead", 2, 0, 1000)) | MaskFunctions.Alpha);

    private readonly DisposeScope scope = NewDisposeScope();

    public ComposedRecipeTests() => MaskRecipes.Register(WindowThenOpen);

    public void Dispose()
    {
        MaskRecipes.Unregister(WindowThenOpen.Name);
        scope.Dispose();
    }

    [Fact]
    public void It_meets_every_law_of_recipes()
    {
        var laws = new MaskLawTests();
        laws.Weights_lie_between_zero_and_one_and_the_mean_with_them(WindowThenOpen.Name);
        laws.The_past_is_open_and_padding_is_closed_where_promised(WindowThenOpen.Name);
        laws.Attention_is_defined_in_every_row_even_a_fully_padded_one(WindowThenOpen.Name);
        laws.A_row_s_bias_depends_neither_on_the_other_rows_nor_on_how_far_it_is_padded(WindowThenOpen.Name);
        laws.Planning_twice_gives_the_same_weights(WindowThenOpen.Name);
        laws.The_limits_a_recipe_promises_are_reached_exactly(WindowThenOpen.Name);
        laws.After_warm_up_no_weight_falls_where_opening_is_promised(WindowThenOpen.Name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Exactly_the_positions_it_lets_see_a_token_move(long step)
    {
        using var perturbation = new PerturbationTests();

        perturbation.Exactly_the_positions_the_mask_lets_see_a_token_move_with_it(WindowThenOpen.Name, step);
    }

    [Fact]
    public void It_trains_and_resumes_like_any_other()
    {
        using var folder = new TemporaryFolder();
        var config = ToyTask.Config(WindowThenOpen.Name).Mask(k => k with { Options = new Dictionary<string, string> { ["ahead"] = "1" } });
        var whole = new Trainer(config, ToyTask.Data()).Train(folder.At("whole"));
        using (var stop = new StopAfter(5))
            new Trainer(config, ToyTask.Data()).Run(folder.At("run"), stop, stop.Token);

        var resumed = new Trainer(config, ToyTask.Data()).Train(folder.At("run"), resume: true);

        Assert.Equal(whole.Losses, resumed.Losses);
        Assert.True(whole.LastLoss < whole.FirstLoss);
    }

    [Fact]
    public void Its_options_are_read_by_the_composition_and_others_refused()
    {
        var recipe = Create(("ahead", "0"));

        Assert.Equal([0, 0, 0], Ahead(recipe.Plan(MaskTesting.Input(3, 0))));
        Assert.Equal("recipe option behind", Assert.Throws<BadInputException>(() => Create(("behind", "1"))).Field);
    }

    private static MaskRecipe Create(params (string Name, string Value)[] options) => MaskRecipes.Create(
        WindowThenOpen.Name, new MaskSettings(new MaskSchedule(2, 6)) { Options = options.ToDictionary(o => o.Name, o => o.Value) });

    private static float[] Ahead(AttentionPlan plan) =>
        [plan.FutureWeights.At(0, 1), plan.FutureWeights.At(0, 2), plan.FutureWeights.At(1, 2)];
}
