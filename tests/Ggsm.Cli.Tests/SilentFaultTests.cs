using System.Text.Json;
using Ggsm.Checkpoints;
using Ggsm.Decoder;
using Ggsm.Users;
using static TorchSharp.torch;

namespace Ggsm.Cli.Tests;

/// <summary>Commands that once gave wrong numbers or wrong data without a word, or blamed the workbook for what the machine did.</summary>
public sealed class SilentFaultTests : IDisposable
{
    private static readonly UserTokenizer Tokenizer = BpeTrainer.Train(["buys noodles near home"], 300);

    private readonly TemporaryFolder folder = new();
    private readonly string pairs;

    public SilentFaultTests() => pairs = SmallData.WritePairs(folder);

    [Fact]
    public async Task An_instruction_for_queries_that_are_whole_texts_is_refused_and_no_file_is_left()
    {
        Model();

        var run = await Embed("--instruction", "food");

        run.AssertRefused("--instruction", pairs);
        Assert.False(File.Exists(folder.File("e.csv")));
    }

    [Fact]
    public async Task Weights_that_are_not_finite_end_embed_with_the_tensor_and_no_file()
    {
        Model(decoder => decoder.named_parameters().First(p => p.name == "norm.weight").parameter[3] = float.NaN);

        var run = await Embed();

        run.AssertRefused("tensor norm.weight", "not all finite");
        Assert.False(File.Exists(folder.File("e.csv")));
    }

    [Fact]
    public async Task A_query_whose_embedding_runs_over_is_named_and_no_file_is_left()
    {
        Model(decoder => decoder.named_parameters().First(p => p.name == "norm.weight").parameter.fill_(3e38f));
        folder.Write("pairs.jsonl", """{"query": "tea", "answer": "a"}""" + "\n" + """{"query": "tea and noodles", "answer": "a", "user": "u7"}""" + "\n");

        var run = await Embed();

        run.AssertRefused("\"u7\"", "not finite");
        Assert.False(File.Exists(folder.File("e.csv")));
    }

    [Fact]
    public async Task An_input_longer_than_the_model_was_made_for_is_embedded_whole_with_a_warning()
    {
        Model(positions: 4);
        var run = await Embed();
        Model(positions: 64);
        var silent = await Embed();

        Assert.Equal((ExitCodes.Done, ExitCodes.Done), (run.ExitCode, silent.ExitCode));
        Assert.Contains("max_position_embeddings", run.Error, StringComparison.Ordinal);
        Assert.Equal("", silent.Error);
    }

    [Fact]
    public async Task Training_on_longer_inputs_warns_once_and_notes_it_in_the_metrics()
    {
        Model(positions: 4);

        var run = await CliRun.OfAsync("train", "--data", pairs, "--init", folder.File("model"), "--out", folder.File("run"), "--recipe", "causal", "--steps", "3", "--batch-size", "4", "--threads", "1");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Single(run.Error.Split('\n'), line => line.Contains("max_position_embeddings", StringComparison.Ordinal));
        Assert.Contains("max_position_embeddings", File.ReadAllText(folder.File("run", "metrics.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Weights_without_a_tokenizer_start_no_run_on_the_ids_of_another(bool bringsAnother)
    {
        Model();
        foreach (var file in Directory.GetFiles(folder.File("model")).Where(f => Path.GetFileName(f) is "vocab.json" or "merges.txt" or "tokenizer_config.json"))
            File.Delete(file);
        folder.Write("data/pairs.jsonl", File.ReadAllText(pairs));
        if (bringsAnother)
            BpeTrainer.Train(["something else altogether", "something else altogether"], 290, TestContext.Current.CancellationToken).Save(folder.File("data", "tokenizer"));

        var run = await Start();

        run.AssertRefused("no tokenizer beside these weights", folder.File("model"), "tokenizer.json");
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public async Task Weights_without_a_tokenizer_start_a_run_where_the_data_bring_one_of_their_size()
    {
        Model();
        Directory.CreateDirectory(folder.File("data", "tokenizer"));
        foreach (var name in new[] { "vocab.json", "merges.txt", "tokenizer_config.json" })
            File.Move(folder.File("model", name), folder.File("data", "tokenizer", name));
        folder.Write("data/pairs.jsonl", File.ReadAllText(pairs));

        var run = await Start();

        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
    }

    [Fact]
    public async Task A_bad_recipe_option_is_refused_before_the_data_are_read()
    {
        var run = await CliRun.OfAsync("train", "--data", folder.File("nowhere.jsonl"), "--out", folder.File("run"), "--init", "random", "--recipe", "hybrid-mlp", "--recipe-option", "hidden=64.5");

        run.AssertRefused("recipe option hidden", "64.5", "whole number");
    }

    [Fact]
    public async Task An_output_folder_that_cannot_be_is_no_fault_of_the_workbook()
    {
        var run = await CliRun.OfAsync("data", "synthesize", "--users", "5", "--out", "/dev/full/data");

        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.DoesNotContain("fault of the workbook", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain/path-1.jsonl", "plain/path-1.jsonl")]
    [InlineData("my data/run", "'my data/run'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("$HOME", "'$HOME'")]
    [InlineData("", "''")]
    [InlineData("a;b", "'a;b'")]
    [InlineData("~/x", "'~/x'")]
    [InlineData("a\nb", "'a\nb'")]
    public void Words_of_printed_commands_are_quoted_for_a_shell(string word, string quoted) => Assert.Equal(quoted, ShellWord.Of(word));

    [Fact]
    public async Task What_a_command_says_to_do_next_can_be_pasted()
    {
        var source = SmallData.WriteMovieLens(folder);

        var run = await CliRun.OfAsync("data", "import", "movielens", source, "--out", folder.File("my data"));

        Assert.Contains($"--data '{folder.File("my data")}'", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_says_among_how_many_different_answers_was_searched()
    {
        folder.Write("pairs.jsonl", string.Concat(Enumerable.Range(0, 80).Select(i => JsonSerializer.Serialize(new { query = $"asks {i}", answer = "noodles" }) + "\n")));

        var run = await CliRun.OfAsync("train", "--data", pairs, "--out", folder.File("run"), "--init", "random", "--steps", "1", "--batch-size", "4", "--threads", "1", "--json", folder.File("m.json"));

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        using var report = JsonDocument.Parse(File.ReadAllText(folder.File("m.json")));
        Assert.Equal((1, 1.0, 1.0), (report.RootElement.GetProperty("candidates").GetInt32(), report.RootElement.GetProperty("recall_at_1").GetDouble(), report.RootElement.GetProperty("chance_at_10").GetDouble()));
        Assert.Contains("different answers", run.Output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private Task<CliRun> Embed(params string[] more) =>
        CliRun.OfAsync(["embed", "--model", folder.File("model"), "--data", pairs, "--out", folder.File("e.csv"), "--device", "cpu", .. more]);

    private Task<CliRun> Start() => CliRun.OfAsync(
        "train", "--data", folder.File("data"), "--init", folder.File("model"), "--out", folder.File("run"), "--recipe", "causal", "--steps", "1", "--batch-size", "4", "--threads", "1");

    private void Model(Action<DecoderModel>? change = null, int positions = 512)
    {
        using var decoder = new DecoderModel(DecoderConfig.Preset("quick", Tokenizer.VocabularySize) with { MaxPositions = positions });
        using (no_grad())
            change?.Invoke(decoder);
        PretrainedDecoder.Save(decoder, folder.File("model"));
        Tokenizer.Save(folder.File("model"));
    }
}
