using System.Text.Json;

namespace Ggsm.Cli.Tests;

public sealed class SampleCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Generated_users_are_counted_as_they_were_asked_for()
    {
        var run = await CliRun.OfAsync("data", "sample", "--users", "16", "--seed", "5", "--out", folder.File("s"), "--json", folder.File("s.json"));

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        using var report = JsonDocument.Parse(File.ReadAllText(folder.File("s.json")));
        Assert.Equal(16, report.RootElement.GetProperty("users").GetInt32());
        Assert.Equal(16, File.ReadLines(folder.File("s", "users.jsonl")).Count());
        Assert.All(report.RootElement.GetProperty("positive_rates").EnumerateObject(), rate => Assert.InRange(rate.Value.GetDouble(), 0, 1));
    }

    [Fact]
    public async Task A_tokenizer_has_at_most_the_size_that_was_asked_for()
    {
        var pairs = SmallData.WritePairs(folder);

        var run = await CliRun.OfAsync("data", "tokenizer", "--from", pairs, "--size", "300", "--out", folder.File("t"));
        var tooSmall = await CliRun.OfAsync("data", "tokenizer", "--from", pairs, "--size", "10", "--out", folder.File("u"));

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.InRange(Ggsm.Users.UserTokenizer.Load(folder.File("t")).VocabularySize, 257, 300);
        tooSmall.AssertRefused("10");
        Assert.False(Directory.Exists(folder.File("u")));
    }

    public void Dispose() => folder.Dispose();
}
