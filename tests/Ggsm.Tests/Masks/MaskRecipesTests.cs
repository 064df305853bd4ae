using Ggsm.Masks;

namespace Ggsm.Tests.Masks;

public sealed class MaskRecipesTests
{
    private static readonly MaskSchedule Schedule = new(4, 12);

    public static TheoryData<string> Names => [.. MaskRecipes.Names];

    [Fact]
    public void The_recipes_are_there_in_the_order_of_a_page_and_each_says_in_a_line_what_it_does()
    {
        Assert.Equal(
            [
                "causal", "prefix", "hybrid-mask", "hybrid-mlp", "hybrid-query", "bidirectional", "span-scheduler", "soft-scheduler",
                "linear", "half", "ggsm", "ggsm-released", "ggsm-scaled",
            ],
            MaskRecipes.Names);
        Assert.All(MaskRecipes.All, r => Assert.InRange(r.Summary.Length, 10, 110));
        Assert.DoesNotContain('\n', string.Concat(MaskRecipes.All.Select(r => r.Summary)));
    }

    [Fact]
    public void An_unknown_recipe_is_refused_with_the_names_there_are()
    {
        var error = Assert.Throws<BadInputException>(() => MaskRecipes.Create("ggsn", Schedule));

        Assert.Contains("'ggsn'", error.Message);
        Assert.All(MaskRecipes.Names, name => Assert.Contains(name, error.Message));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_unknown_option_is_refused_by_name(string name)
    {
        var settings = new MaskSettings(Schedule) { HiddenSize = MaskTesting.Hidden, Options = new Dictionary<string, string> { ["ema"] = "1" } };

        var error = Assert.Throws<BadInputException>(() => MaskRecipes.Create(name, settings));

        Assert.Equal("recipe option ema", error.Field);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_options_a_recipe_reports_make_it_again(string name)
    {
        var recipe = MaskTesting.Create(name, Schedule);

        var again = MaskRecipes.Create(name, new MaskSettings(Schedule) { HiddenSize = MaskTesting.Hidden, Options = recipe.Options });

        Assert.Equal(recipe.Options, again.Options);
        Assert.Equal(recipe.Clock, again.Clock);
    }

    [Theory]
    [InlineData("ggsm", "source", "layer:0")]
    [InlineData("ggsm", "source", "first")]
    [InlineData("ggsm-scaled", "source", "layer")]
    [InlineData("ggsm-scaled", "scaling", "log")]
    [InlineData("hybrid-mlp", "hidden", "0")]
    [InlineData("span-scheduler", "growth", "quadratic")]
    [InlineData("ggsm-released", "ema-decay", "1.5")]
    [InlineData("ggsm-released", "ema-decay", "NaN")]
    [InlineData("ggsm-released", "clock", "hours")]
    [InlineData("ggsm", "ema-decay", "1")]
    [InlineData("ggsm", "aggregation", "median")]
    [InlineData("ggsm", "per", "row")]
    [InlineData("ggsm", "guide", "answer")]
    [InlineData("ggsm", "preset", "as-wished")]
    [InlineData("hybrid-mask", "source", "layer:0")]
    public void A_value_that_cannot_be_used_is_refused(string name, string option, string value)
    {
        var settings = new MaskSettings(Schedule) { HiddenSize = MaskTesting.Hidden, Options = new Dictionary<string, string> { [option] = value } };

        var error = Assert.Throws<BadInputException>(() => MaskRecipes.Create(name, settings));

        Assert.Contains($"'{value}'", error.Message);
    }

    [Fact]
    public void A_recipe_with_parameters_of_its_own_asks_for_the_hidden_size()
    {
        var error = Assert.Throws<BadInputException>(() => MaskRecipes.Create("hybrid-mlp", Schedule));

        Assert.Contains("hybrid-mlp", error.Message);
    }

    [Theory]
    [InlineData("last")]
    [InlineData("input")]
    [InlineData("layer:3")]
    public void A_gradient_source_is_written_as_it_is_read(string text) =>
        Assert.Equal(text, HiddenSource.Parse(text).ToString());

    [Theory]
    [InlineData("span-scheduler", "growth", "cosine")]
    [InlineData("ggsm-scaled", "scaling", "mean-scaled")]
    [InlineData("hybrid-mlp", "hidden", "32")]
    [InlineData("ggsm-scaled", "source", "layer:2")]
    public void An_option_given_is_reported_as_given(string name, string option, string value)
    {
        var settings = new MaskSettings(Schedule) { HiddenSize = MaskTesting.Hidden, Options = new Dictionary<string, string> { [option] = value } };

        Assert.Equal(value, MaskRecipes.Create(name, settings).Options[option]);
    }

    [Fact]
    public void The_gradient_source_of_ggsm_is_what_it_asks_for()
    {
        var settings = new MaskSettings(Schedule) { HiddenSize = MaskTesting.Hidden, Options = new Dictionary<string, string> { ["source"] = "layer:1" } };

        var recipe = MaskRecipes.Create("ggsm", settings);

        Assert.Equal(new GradientRequest(HiddenSource.Layer(1)), recipe.Wants(Tower.Answer, 3));
        Assert.Null(recipe.Wants(Tower.Answer, 4));
    }

    [Fact]
    public void The_differences_between_paper_and_release_name_each_topic_once()
    {
        var topics = ReleasedDifferences.All.Select(d => d.Topic).ToList();

        Assert.Equal(topics.Distinct(), topics);
        Assert.Contains("padding", topics);
    }

    [Fact]
    public void The_preset_as_released_is_the_options_that_the_differences_name()
    {
        var named = ReleasedDifferences.All.Where(d => d.Option is not null).Select(d => d.Option!.Split('=')).ToDictionary(o => o[0], o => o[1]);
        var (described, released) = (MaskTesting.Create("ggsm", Schedule).Options, MaskTesting.Create("ggsm preset=as-released", Schedule).Options);

        Assert.All(named, option => Assert.Equal(option.Value, released[option.Key]));
        Assert.All(described.Where(o => o.Key != "preset" && !named.ContainsKey(o.Key)), option => Assert.Equal(option.Value, released[option.Key]));
    }

    [Fact]
    public void A_preset_is_the_start_from_which_options_are_changed_one_by_one()
    {
        var options = MaskTesting.Create("ggsm preset=as-released aggregation=mean", Schedule).Options;

        Assert.Equal(("mean", "user", "micro-batch"), (options["aggregation"], options["guide"], options["clock"]));
        Assert.Equal(MaskTesting.Create("ggsm", Schedule).Options, MaskTesting.Create("ggsm preset=as-described", Schedule).Options);
    }

    [Theory]
    [InlineData("ggsm per=sequence aggregation=sum")]
    [InlineData("ggsm per=sequence ema-decay=0.5")]
    [InlineData("ggsm preset=as-released per=sequence")]
    [InlineData("hybrid-mask per=sequence")]
    public void What_joins_sequences_is_refused_with_weights_per_sequence(string recipe) =>
        Assert.Equal("recipe option per", Assert.Throws<BadInputException>(() => MaskTesting.Create(recipe, Schedule)).Field);
}
