namespace Ggsm.Cli.Tests;

public sealed class TokenizerCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

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
