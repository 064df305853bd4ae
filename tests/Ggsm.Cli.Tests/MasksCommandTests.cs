using System.Text.Json;
using Ggsm.Masks;

namespace Ggsm.Cli.Tests;

public sealed class MasksCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => [.. MaskRecipes.Names];

    [Fact]
    public async Task The_list_has_every_recipe_with_its_line_its_options_and_its_promises()
    {
        var run = await CliRun.OfAsync("masks", "list", "--json", folder.File("l.json"));

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("The paper gives no T_warm", run.Output, StringComparison.Ordinal);
        var listed = Json("l.json").GetProperty("recipes").EnumerateArray().ToList();
        Assert.Equal(MaskRecipes.Names, listed.Select(r => r.GetProperty("name").GetString()));
        Assert.All(MaskRecipes.Names, name => Assert.Contains($"  {name} ", run.Output, StringComparison.Ordinal));
        Assert.Equal(MaskRecipes.All.Select(r => r.Summary), listed.Select(r => r.GetProperty("summary").GetString()));
        var linear = listed.Single(r => r.GetProperty("name").GetString() == "linear");
        Assert.Equal(["closes_padding", "starts_causal", "ends_bidirectional", "opens_monotonically"], linear.GetProperty("promises").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal("linear", listed.Single(r => r.GetProperty("name").GetString() == "span-scheduler").GetProperty("options").GetProperty("growth").GetString());
    }

    [Fact]
    public async Task The_differences_between_paper_and_release_are_listed_with_what_keeps_them()
    {
        var run = await CliRun.OfAsync("masks", "differences", "--json", folder.File("d.json"));

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.All(ReleasedDifferences.All, difference =>
        {
            Assert.Contains($"\n  paper     {difference.AsDescribed}\n  released  {difference.AsReleased}\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
            Assert.Contains($"\n  hence     {difference.Consequence}\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        });
        var guide = Json("d.json").GetProperty("differences").EnumerateArray().Single(d => d.GetProperty("topic").GetString() == "whose gradients");
        Assert.Equal("guide=user", guide.GetProperty("option").GetString());
        Assert.Contains("recipe ggsm, option guide=user", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_recipe_is_drawn_with_its_numbers(string recipe)
    {
        var run = await CliRun.OfAsync("masks", "show", recipe, "--step", "6", "--steps", "20", "--length", "10", "--padding", "2", "--json", folder.File("s.json"));

        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        Assert.StartsWith($"{recipe}: ", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n *0 u █ ", run.Output);
        var json = Json("s.json");
        var length = json.GetProperty("length").GetInt32();
        var weights = json.GetProperty("weights").EnumerateArray().Select(row => row.EnumerateArray().Select(w => w.GetDouble()).ToArray()).ToArray();
        Assert.Equal(length, weights.Length);
        Assert.All(weights, row => Assert.Equal(length, row.Length));
        Assert.All(weights.SelectMany(row => row), w => Assert.InRange(w, 0, 1));
        Assert.InRange(json.GetProperty("mean_future_weight").GetDouble(), 0, 1);
        Assert.Equal(weights.Sum(row => row.Count(w => w == 0)) / (double)(length * length), json.GetProperty("sparsity").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task The_output_says_where_the_gradients_come_from_and_is_the_same_again()
    {
        string[] arguments = ["masks", "show", "ggsm", "--step", "40", "--length", "12", "--explain", "3,7"];

        var run = await CliRun.OfAsync(arguments);

        Assert.Contains("step 40 of 240 (warm-up 24), opening, alpha 0.0741", run.Output, StringComparison.Ordinal);
        Assert.Contains("gradients from a rehearsal of 24 steps", run.Output, StringComparison.Ordinal);
        Assert.Contains("seed 1", run.Output, StringComparison.Ordinal);
        Assert.Contains("Query 3 sees key 7 at weight 0.", run.Output, StringComparison.Ordinal);
        Assert.Equal(run.Output, (await CliRun.OfAsync(arguments)).Output);
    }

    [Fact]
    public async Task A_mask_without_gradients_is_known_by_heart()
    {
        var run = await CliRun.OfAsync("masks", "show", "linear", "--step", "6", "--steps", "10", "--mask-warmup", "0.2", "--length", "3", "--segment", "1", "--digits");

        Assert.Contains("""
                0 1 2
                u a A
            0 u # 5 5
            1 a # # 5
            2 A # # #
            """.ReplaceLineEndings("\n"), run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("w         alpha", run.Output, StringComparison.Ordinal);
        Assert.Contains("asks for no gradients", run.Output, StringComparison.Ordinal);
        Assert.Contains("mean weight 0.5000", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_of_the_recipe_changes_what_is_drawn()
    {
        var run = await CliRun.OfAsync("masks", "show", "span-scheduler", "--option", "growth=cosine", "--step", "30", "--steps", "100", "--json", folder.File("s.json"));

        Assert.Contains("growth=cosine", run.Output, StringComparison.Ordinal);
        Assert.Equal("cosine", Json("s.json").GetProperty("recipe_options").GetProperty("growth").GetString());
    }

    [Theory]
    [InlineData("'ggsn'", "ggsn")]
    [InlineData("'sideways'", "ggsm", "--option", "source=sideways")]
    [InlineData("NAME=VALUE", "ggsm", "--option", "source")]
    [InlineData("has 2 layers", "ggsm", "--option", "source=layer:9", "--step", "5")]
    [InlineData("0 to", "ggsm", "--step", "-1")]
    [InlineData("length", "ggsm", "--length", "0")]
    [InlineData("length", "ggsm", "--length", "100000")]
    [InlineData("padding", "ggsm", "--length", "4", "--padding", "4")]
    [InlineData("segment", "ggsm", "--length", "4", "--segment", "5")]
    [InlineData("mask_warmup", "ggsm", "--mask-warmup", "2")]
    [InlineData("'many'", "ggsm", "--step", "many")]
    [InlineData("'3'", "causal", "--explain", "3")]
    [InlineData("0 to 11", "causal", "--explain", "3,12")]
    public async Task Names_and_numbers_that_cannot_be_are_refused(string said, params string[] arguments) =>
        (await CliRun.OfAsync(["masks", "show", .. arguments])).AssertRefused(said);

    public void Dispose() => folder.Dispose();

    private JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(folder.File(file))).RootElement;
}
