namespace Ggsm.Cli.Tests;

/// <summary>What can be wrong with the input ends 2, on one screen, naming the place; and leaves nothing half-written.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Run => folder.File("run");

    [Fact]
    public async Task A_truncated_safetensors_file_is_named()
    {
        var pairs = SmallData.WritePairs(folder);
        await CliRun.OfAsync("train", "--data", pairs, "--out", folder.File("good"), "--init", "random", "--steps", "1", "--batch-size", "8");
        var weights = folder.File("good", "model", "model.safetensors");
        using (var file = File.OpenWrite(weights))
            file.SetLength(file.Length - 1000);

        var train = await CliRun.OfAsync("train", "--data", pairs, "--model", folder.File("good", "model"), "--out", Run, "--steps", "1", "--batch-size", "8");
        var embed = await CliRun.OfAsync("embed", "--model", folder.File("good", "model"), "--data", pairs, "--out", folder.File("e.jsonl"));

        train.AssertRefused(weights);
        embed.AssertRefused(weights);
        Assert.False(Directory.Exists(Run));
        Assert.False(File.Exists(folder.File("e.jsonl")));
    }

    [Fact]
    public async Task A_line_of_text_pairs_without_its_answer_is_named_with_the_field()
    {
        var pairs = SmallData.WritePairs(folder, (number, line) => number == 17 ? """{"query": "buys nothing"}""" : line);

        var run = await CliRun.OfAsync("train", "--data", pairs, "--out", Run);

        run.AssertRefused(pairs, "line 17", "answer");
        Assert.False(Directory.Exists(Run));
    }

    [Fact]
    public async Task A_rating_that_is_no_number_is_named_with_its_line_and_column()
    {
        var source = SmallData.WriteMovieLens(folder, (number, line) => number == 41 ? "1,2,4.x,1500000000" : line);

        var run = await CliRun.OfAsync("data", "import", "movielens", source, "--out", folder.File("data"));

        run.AssertRefused(Path.Combine(source, "ratings.csv"), "line 41", "rating", "4.x");
        Assert.False(Directory.Exists(folder.File("data")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path, ".*"));
    }

    [Fact]
    public async Task An_unknown_recipe_is_named_and_the_known_ones_are_listed()
    {
        var run = await CliRun.OfAsync("train", "--data", SmallData.WritePairs(folder), "--recipe", "diagonal", "--out", Run);

        run.AssertRefused("'diagonal'", "recipe", "causal", "bidirectional", "ggsm", "ggsm-released");
        Assert.False(Directory.Exists(Run));
    }

    [Theory]
    [InlineData("recipe-option", "soruce=last", "soruce")]
    [InlineData("recipe-option", "last", "NAME=VALUE")]
    [InlineData("loss", "as-imagined", "as-described")]
    [InlineData("device", "abacus", "abacus")]
    [InlineData("steps", "0", "steps")]
    [InlineData("steps", "many", "many")]
    public async Task A_wrong_value_of_an_option_is_named_and_nothing_is_made(string option, string value, string said)
    {
        var run = await CliRun.OfAsync("train", "--data", SmallData.WritePairs(folder), "--batch-size", "8", $"--{option}", value, "--out", Run);

        run.AssertRefused(said);
        Assert.False(Directory.Exists(Run));
    }

    [Theory]
    [InlineData("/proc/run")]
    [InlineData("/dev/null/run")]
    public async Task An_output_folder_that_cannot_be_written_is_named(string output)
    {
        var train = await CliRun.OfAsync("train", "--data", SmallData.WritePairs(folder), "--batch-size", "8", "--out", output);
        var import = await CliRun.OfAsync("data", "import", "movielens", SmallData.WriteMovieLens(folder), "--out", output);

        train.AssertRefused(output);
        import.AssertRefused(output);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var train = await CliRun.OfAsync("train", "--data", folder.File("none.jsonl"), "--out", Run);
        var import = await CliRun.OfAsync("data", "import", "movielens", folder.File("none"), "--out", folder.File("data"));
        var embed = await CliRun.OfAsync("embed", "--run", folder.File("none"), "--data", SmallData.WritePairs(folder), "--out", folder.File("e.csv"));

        train.AssertRefused(folder.File("none.jsonl"));
        import.AssertRefused(folder.File("none"));
        embed.AssertRefused(folder.File("none"));
    }

    [Fact]
    public async Task A_missing_required_option_is_named()
    {
        var run = await CliRun.OfAsync("train", "--out", Run);

        run.AssertRefused("--data");
    }

    [Theory]
    [InlineData("--seed", "99999999999999999999", "whole number")]
    [InlineData("--steps", "many", "whole number")]
    [InlineData("--temperature", "warm", "as a number")]
    public async Task A_value_of_another_type_is_named_with_what_was_wanted_in_words(string option, string value, string wanted)
    {
        var run = await CliRun.OfAsync("train", "--data", Run, "--out", Run, option, value);

        run.AssertRefused(option, value, wanted);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embeddings_in_a_format_that_is_not_written_are_refused_before_any_work()
    {
        var run = await CliRun.OfAsync("embed", "--run", Run, "--data", Run, "--out", folder.File("e.parquet"));

        run.AssertRefused("e.parquet", ".jsonl", ".csv");
    }

    public void Dispose() => folder.Dispose();
}
