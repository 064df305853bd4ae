using System.Text.Json;

namespace Ggsm.Cli.Tests;

public sealed class SynthesizeCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Generated_users_are_described_as_they_were_asked_for()
    {
        var made = await CliRun.OfAsync("data", "synthesize", "--users", "60", "--seed", "7", "--out", folder.File("d"), "--json", folder.File("s.json"));
        var described = await CliRun.OfAsync("data", "describe", folder.File("d"), "--json", folder.File("d.json"));

        Assert.True(made.ExitCode == ExitCodes.Done, made.Error);
        Assert.True(described.ExitCode == ExitCodes.Done, described.Error);
        using var summary = JsonDocument.Parse(File.ReadAllText(folder.File("s.json")));
        using var figures = JsonDocument.Parse(File.ReadAllText(folder.File("d.json")));
        Assert.Equal(9, summary.RootElement.GetProperty("tasks").EnumerateObject().Count());
        Assert.Equal(60, figures.RootElement.GetProperty("users").GetProperty("users").GetInt32());
        Assert.Equal(
            summary.RootElement.GetProperty("train_pairs").GetInt32(),
            figures.RootElement.GetProperty("pairs").GetProperty("splits").GetProperty("train").GetInt32());
        Assert.All(figures.RootElement.GetProperty("users").GetProperty("labels").EnumerateObject(), label =>
            Assert.Equal(
                summary.RootElement.GetProperty("tasks").GetProperty(label.Name).GetProperty("positive_rate").GetDouble(),
                label.Value.GetProperty("positive_rate").GetDouble(), 1e-12));
        Assert.Contains("60 users", described.Output, StringComparison.Ordinal);
        Assert.Contains("│ power", described.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_in_the_manifest_makes_the_same_files_again()
    {
        await CliRun.OfAsync("data", "synthesize", "--users", "25", "--seed", "9", "--forward", "0.8", "--plans", "3", "--control", "latest", "--tasks", "food,power", "--bins", "weeks", "--out", folder.File("a"));
        using var manifest = JsonDocument.Parse(File.ReadAllText(folder.File("a", "manifest.json")));
        var command = manifest.RootElement.GetProperty("command").GetString()!.Split(' ')[1..];
        command[^1] = folder.File("b");

        var again = await CliRun.OfAsync(command);

        Assert.True(again.ExitCode == ExitCodes.Done, again.Error);
        var files = Directory.EnumerateFiles(folder.File("a"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder.File("a"), f)).ToList();
        Assert.Contains("truth.jsonl", files);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(folder.File("a", file)), File.ReadAllBytes(folder.File("b", file))));
        Assert.Contains("second week", File.ReadAllText(folder.File("a", "pairs.jsonl")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--forward", "2", "forward")]
    [InlineData("--plans", "9", "plans")]
    [InlineData("--tasks", "sleep", "concert, login, mau")]
    [InlineData("--control", "sideways", "voiding")]
    [InlineData("--users", "1", "users")]
    [InlineData("--held-out", "0.9", "held-out")]
    public async Task Options_out_of_range_are_refused_and_nothing_is_left(string option, string value, string said)
    {
        var run = await CliRun.OfAsync("data", "synthesize", option, value, "--out", folder.File("d"));

        run.AssertRefused(said);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("world:users=40,sedd=7", "sedd")]
    [InlineData("world:users=some", "users")]
    [InlineData("world:users=40,tasks=sleep", "tasks")]
    public async Task A_world_that_cannot_be_meant_is_refused_wherever_data_are_read_and_nothing_is_left(string address, string key)
    {
        (await CliRun.OfAsync("data", "describe", address)).AssertRefused(key, address);
        (await CliRun.OfAsync("train", "--data", address, "--out", folder.File("run"))).AssertRefused(key, address);
        (await CliRun.OfAsync("pretrain", "--data", address, "--out", folder.File("base"))).AssertRefused(key, address);

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task People_who_are_made_while_they_are_read_train_a_model_that_embeds_others_of_them()
    {
        var run = await CliRun.OfAsync(
            "train", "--data", "world:users=60,seed=3,tasks=food", "--out", folder.File("run"), "--init", "random", "--steps", "2", "--batch-size", "4", "--device", "cpu");
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        Assert.Contains("54 training pairs, 6 held out", run.Output, StringComparison.Ordinal);
        var embedded = await CliRun.OfAsync("embed", "--run", folder.File("run"), "--data", "world:users=7,seed=4,tasks=food", "--out", folder.File("e.jsonl"), "--device", "cpu");
        Assert.True(embedded.ExitCode == ExitCodes.Done, embedded.Error);
        var described = await CliRun.OfAsync("data", "describe", "world:users=60,seed=3,tasks=food");

        Assert.Equal(7, File.ReadLines(folder.File("e.jsonl")).Count());
        Assert.Contains("60 users", described.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interruption_ends_130_and_leaves_nothing()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var run = await CliRun.OfAsync(stop.Token, "data", "synthesize", "--users", "1000000", "--out", folder.File("d"));

        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task The_histogram_of_difficulty_is_shown_when_pairs_have_one()
    {
        folder.Write("d/pairs.jsonl", """
            {"query": "a", "answer": "b", "difficulty": 0.31}
            {"query": "c", "answer": "d", "difficulty": 0.37}
            {"query": "e", "answer": "f", "difficulty": 0.84}

            """);

        var run = await CliRun.OfAsync("data", "describe", folder.File("d"));

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("mean 0.507", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"0\.3 to 0\.4  #{40} 2\s+0\.8 to 0\.9  #{20} 1", run.Output);
    }

    [Fact]
    public async Task A_folder_without_data_is_refused()
    {
        Directory.CreateDirectory(folder.File("d"));

        (await CliRun.OfAsync("data", "describe", folder.File("d"))).AssertRefused("users.jsonl", folder.File("d"));
    }

    public void Dispose() => folder.Dispose();
}
