using System.Text.Json;

namespace Ggsm.Cli.Tests;

public sealed class ImportCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_MovieLens_folder_becomes_a_data_folder_that_train_reads()
    {
        var source = SmallData.WriteMovieLens(folder);

        var import = await CliRun.OfAsync("data", "import", "movielens", source, "--out", folder.File("data"), "--json", folder.File("i.json"));
        var train = await CliRun.OfAsync("train", "--data", folder.File("data"), "--out", folder.File("run"), "--init", "random", "--steps", "2", "--batch-size", "4");

        Assert.Equal(ExitCodes.Done, import.ExitCode);
        Assert.True(train.ExitCode == ExitCodes.Done, train.Error);
        using var report = JsonDocument.Parse(File.ReadAllText(folder.File("i.json")));
        Assert.Equal(12, report.RootElement.GetProperty("users_kept").GetInt32());
        Assert.Equal(4, report.RootElement.GetProperty("users_held_out").GetInt32());
        Assert.Equal(1080, report.RootElement.GetProperty("ratings_read").GetInt32());
        Assert.Equal(report.RootElement.GetProperty("train_pairs").GetInt32() + 4, File.ReadLines(folder.File("data", "pairs.jsonl")).Count());
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_files()
    {
        var source = SmallData.WriteMovieLens(folder);

        await CliRun.OfAsync("data", "import", "movielens", source, "--out", folder.File("a"), "--seed", "11");
        await CliRun.OfAsync("data", "import", "movielens", source, "--out", folder.File("b"), "--seed", "11");

        var files = Directory.EnumerateFiles(folder.File("a"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder.File("a"), f)).ToList();
        Assert.Contains("users.jsonl", files);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(folder.File("a", file)), File.ReadAllBytes(folder.File("b", file))));
    }

    public void Dispose() => folder.Dispose();
}
