using Ggsm.Masks;
using Ggsm.Training;

namespace Ggsm.Tests.Training;

public sealed class MaskDryRunTests
{
    public static TheoryData<string> Names => [.. MaskRecipes.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_recipe_is_brought_to_a_step_and_to_its_end(string recipe)
    {
        var request = new MaskDryRunOptions { Recipe = recipe, Step = 3, TotalSteps = 10, MaskWarmup = 0.2, Length = 8, Padding = 2, Segment = 4 };

        var training = MaskDryRun.Run(request, TestContext.Current.CancellationToken);
        var answer = MaskDryRun.Run(request with { Tower = Tower.Answer }, TestContext.Current.CancellationToken);
        var trained = MaskDryRun.Run(request with { Mode = EncodingMode.Inference }, TestContext.Current.CancellationToken);

        Assert.Equal(recipe, training.View.Recipe.Name);
        Assert.All([training, answer, trained], mask => Assert.InRange(mask.View.Length, 8, 9));
        Assert.Equal(6, Enumerable.Range(0, training.View.Length).Count(i => training.View.IsReal(i) && !training.View.IsAdded(i)));
        if (training.View.Recipe.Promises.HasFlag(MaskPromises.EndsBidirectional))
            Assert.Equal(1, trained.View.MeanFutureWeight, 1e-6);
    }

    [Fact]
    public void A_guided_recipe_is_shown_with_the_gradients_of_a_decoder_that_really_trained()
    {
        var request = new MaskDryRunOptions { Recipe = "ggsm", Step = 5, TotalSteps = 10, MaskWarmup = 0.3, Length = 8 };

        var mask = MaskDryRun.Run(request, TestContext.Current.CancellationToken);

        Assert.True(mask.Guided);
        Assert.Equal(3, mask.RehearsedSteps);
        Assert.Equal("input", mask.RecipeOptions["source"]);
        Assert.True(mask.View.Importance!.Distinct().Count() > 4);
        Assert.Equal(mask.View.Importance, MaskDryRun.Run(request, TestContext.Current.CancellationToken).View.Importance);
        Assert.NotEqual(mask.View.Importance, MaskDryRun.Run(request with { Seed = 2 }, TestContext.Current.CancellationToken).View.Importance);
    }

    [Fact]
    public void With_the_last_hidden_states_as_source_only_the_anchors_have_importance()
    {
        var request = new MaskDryRunOptions
        {
            Recipe = "ggsm",
            RecipeOptions = new Dictionary<string, string> { ["source"] = "last" },
            Step = 4,
            TotalSteps = 10,
            MaskWarmup = 0.3,
            Length = 8,
        };

        var importance = MaskDryRun.Run(request, TestContext.Current.CancellationToken).View.Importance!;

        Assert.All(importance.Take(3), x => Assert.Equal(0, x));
        Assert.True(importance[7] > 0);
    }

    [Fact]
    public void At_step_zero_nothing_has_been_learnt() =>
        Assert.Equal(0, MaskDryRun.Run(new MaskDryRunOptions { Recipe = "ggsm", TotalSteps = 10 }, TestContext.Current.CancellationToken).RehearsedSteps);

    [Theory]
    [InlineData("length", 0, 0, 0)]
    [InlineData("length", 257, 0, 0)]
    [InlineData("padding", 8, 8, 0)]
    [InlineData("segment", 8, 2, 7)]
    public void Numbers_that_cannot_be_are_refused_by_name(string field, int length, int padding, int segment)
    {
        var request = new MaskDryRunOptions { Recipe = "causal", Length = length, Padding = padding, Segment = segment };

        Assert.Equal(field, Assert.Throws<BadInputException>(() => MaskDryRun.Run(request, TestContext.Current.CancellationToken)).Field);
    }
}
