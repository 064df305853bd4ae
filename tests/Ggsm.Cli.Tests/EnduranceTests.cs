using System.Text.Json;

namespace Ggsm.Cli.Tests;

/// <summary>The checks of <c>verify</c> that do without reference numbers, with fewer kills and inputs than a person would give.</summary>
public sealed class EnduranceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Runs_killed_at_random_moments_and_resumed_equal_an_uninterrupted_one_to_the_bit()
    {
        var run = await CliRun.OfAsync("verify", "--kills", "4", "--seed", "3", "--json", folder.File("v.json"));

        Assert.True(run.ExitCode == ExitCodes.Done, run.Output + run.Error);
        var kills = Json("kills");
        Assert.Equal(4, kills.GetProperty("kills").GetInt32());
        Assert.Equal(4, kills.GetProperty("moments").EnumerateObject().Sum(m => m.Value.GetInt32()));
        Assert.InRange(kills.GetProperty("runs").GetInt32(), 1, 4);
        Assert.True(kills.GetProperty("passed").GetBoolean());
        Assert.Contains($"4 kills over", run.Output, StringComparison.Ordinal);
        Assert.Contains("kill 4/4: run ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_files_are_counted_by_kind()
    {
        var run = await CliRun.OfAsync("verify", "--fuzz", "600", "--json", folder.File("v.json"));

        Assert.True(run.ExitCode == ExitCodes.Done, run.Output + run.Error);
        Assert.Contains("600 damaged files, seed 1", run.Output, StringComparison.Ordinal);
        var files = Json("fuzz").GetProperty("files").EnumerateArray().ToList();
        Assert.Equal(Verification.Fuzzing.FuzzTest.Targets, files.Select(f => f.GetProperty("name").GetString()));
        Assert.Equal(600, files.Sum(f => f.GetProperty("read").GetInt32() + f.GetProperty("refused").GetInt32()));
    }

    [Theory]
    [InlineData("--golden", "verify")]
    [InlineData("at least 1", "verify", "--kills", "0")]
    [InlineData("at least 1", "verify", "--fuzz", "-5")]
    [InlineData("'many'", "verify", "--kills", "many")]
    [InlineData("'ggsn'", "verify", "--kills", "1", "--recipe", "ggsn")]
    public async Task What_cannot_be_done_is_refused(string said, params string[] arguments) =>
        (await CliRun.OfAsync(arguments)).AssertRefused(said);

    public void Dispose() => folder.Dispose();

    private JsonElement Json(string section) => JsonDocument.Parse(File.ReadAllText(folder.File("v.json"))).RootElement.GetProperty(section);
}
