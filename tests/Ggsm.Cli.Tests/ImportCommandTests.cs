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

    [Fact]
    public async Task Event_logs_become_a_data_folder_that_describe_and_training_read()
    {
        var rows = from user in Enumerable.Range(1, 20) from day in Enumerable.Range(0, 100) where (day * user) % 3 == 0 select $"c{user},shop {(day + user) % 5},{1_765_000_000 + (day * 86_400)}";
        folder.Write("log/buys.csv", "who,shop,at\n" + string.Join('\n', rows));
        var mapping = folder.Write("map.json", """{"as_of": "2026-02-20", "events": [{"file": "buys.csv", "id": "who", "time": "at", "time_format": "unix", "modality": "bill", "fields": {"merchant": "shop"}}]}""");

        var import = await CliRun.OfAsync("data", "import", "csv", folder.File("log"), "--mapping", mapping, "--out", folder.File("data"), "--json", folder.File("i.json"));
        var describe = await CliRun.OfAsync("data", "describe", folder.File("data"));
        var again = await CliRun.OfAsync("data", "import", "users", folder.File("data", "users.jsonl"), "--out", folder.File("copy"));

        Assert.True(import.ExitCode == ExitCodes.Done, import.Error);
        Assert.Contains("20 users", describe.Output, StringComparison.Ordinal);
        Assert.True(again.ExitCode == ExitCodes.Done, again.Error);
        Assert.Equal(File.ReadAllBytes(folder.File("data", "pairs.jsonl")), File.ReadAllBytes(folder.File("copy", "pairs.jsonl")));
        Assert.Equal(2, Ggsm.Users.PairDataset.Load(folder.File("data")).HeldOut.Count);
        using var report = JsonDocument.Parse(File.ReadAllText(folder.File("i.json")));
        Assert.Equal(2, report.RootElement.GetProperty("held_out_pairs").GetInt32());
    }

    [Fact]
    public async Task A_mapping_that_names_a_missing_column_is_refused_and_nothing_is_left()
    {
        folder.Write("log/buys.csv", "who,shop,at\nc1,a,1770000000\n");
        var mapping = folder.Write("map.json", """{"as_of": "2026-02-20", "events": [{"file": "buys.csv", "id": "client", "time": "at", "time_format": "unix", "modality": "bill", "fields": {"merchant": "shop"}}]}""");

        var run = await CliRun.OfAsync("data", "import", "csv", folder.File("log"), "--mapping", mapping, "--out", folder.File("data"));

        run.AssertRefused("buys.csv, line 1", "client", "mapping");
        Assert.False(Directory.Exists(folder.File("data")));
    }

    public void Dispose() => folder.Dispose();
}
