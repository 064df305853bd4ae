using System.Diagnostics;
using System.Text.Json;
using Ggsm.Tests.Synthesis.QueryAnswer;
using Ggsm.Users;

namespace Ggsm.Cli.Tests;

public sealed class QueryAnswerCommandTests : IDisposable
{
    private const string KeyVariable = "WORKBOOK_TEST_KEY";

    private readonly TemporaryFolder folder = new();

    public QueryAnswerCommandTests() => WriteUsers(12);

    [Fact]
    public async Task The_grammar_writes_the_same_folder_twice_and_says_what_it_did()
    {
        var run = await CliRun.OfAsync(["data", "qa", "--data", folder.File("d"), "--out", folder.File("a"), "--calibration", "60", "--pairs", "24", "--json", folder.File("a.json")]);
        await CliRun.OfAsync(["data", "qa", "--data", folder.File("d"), "--out", folder.File("b"), "--calibration", "60", "--pairs", "24"]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(Files("a"), Files("b"));
        Assert.Contains("Calibration: 60 pairs", run.Output, StringComparison.Ordinal);
        Assert.Contains("#", run.Output, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(File.ReadAllText(folder.File("a.json")));
        Assert.Equal(PairsFile.Read(folder.File("a", "pairs.jsonl")).Count(), report.RootElement.GetProperty("synthesis").GetProperty("kept").GetInt32());
        Assert.Equal(60, report.RootElement.GetProperty("calibration").GetProperty("difficulty").GetProperty("counts").EnumerateArray().Sum(c => c.GetInt32()));
    }

    [Fact]
    public async Task What_it_wrote_can_be_trained_on_mixed_with_the_other_stream_and_with_or_without_the_questions()
    {
        AtomicFile.Write(folder.File("d", "pairs.jsonl"), stream => PairsFile.Write(
            stream, Enumerable.Range(1, 12).Select(n => new PairLine($"thing {n}", $"user-{n}", Source: "behavior"))));
        await CliRun.OfAsync(["data", "qa", "--data", folder.File("d"), "--calibration", "20", "--pairs", "48"]);
        string[] train = ["train", "--data", folder.File("d"), "--init", "random", "--recipe", "causal", "--steps", "2", "--batch-size", "8"];

        var mixed = await CliRun.OfAsync([.. train, "--out", folder.File("run"), "--mix", "behavior=1,qa=3"]);
        var without = await CliRun.OfAsync([.. train, "--out", folder.File("run2"), "--mix", "behavior=1,qa=3", "--instructions", "off"]);
        var unknown = await CliRun.OfAsync([.. train, "--out", folder.File("run3"), "--mix", "behaviour=1,qa=3"]);
        var alone = await CliRun.OfAsync([.. train, "--out", folder.File("run4"), "--mix", "qa=1", "--json", folder.File("run4.json")]);

        Assert.True(mixed.ExitCode == ExitCodes.Done, mixed.Error);
        Assert.True(without.ExitCode == ExitCodes.Done, without.Error);
        Assert.NotEqual(File.ReadLines(folder.File("run", "run.jsonl")).First(), File.ReadLines(folder.File("run2", "run.jsonl")).First());
        unknown.AssertRefused("mix", "behavior");
        var questions = PairDataset.Load(folder.File("d")).TrainTexts.Where(p => p.Source == "qa").ToArray();
        Assert.NotEmpty(questions);
        Assert.True(alone.ExitCode == ExitCodes.Done, alone.Error);
        using var ofOne = JsonDocument.Parse(File.ReadAllText(folder.File("run4.json")));
        Assert.Equal(
            PairDataset.Load(folder.File("d")).HeldOutTexts.Count(p => p.Source == "qa"), ofOne.RootElement.GetProperty("held_out").GetInt32());
        Assert.All(questions, p => Assert.DoesNotContain("Instruction: <USER>", p.Query, StringComparison.Ordinal));
        Assert.All(PairDataset.Load(folder.File("d"), new PairDatasetOptions { Instructions = false }).TrainTexts,
            p => Assert.Contains("Instruction: <USER>", p.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_killed_run_is_resumed_and_asks_for_nothing_that_was_answered()
    {
        const int AnsweredBeforeTheKill = 40;
        using var stalls = new FakeEndpoint(r => r.Number < AnsweredBeforeTheKill ? FakeReply.Right(r) : FakeReply.Right(r) with { Hangs = true });
        using (var process = Process.Start(new ProcessStartInfo(
            "dotnet", [WorkbookRoot.Combine("artifacts", "bin", "Ggsm.Cli", "release", "workbook.dll"), .. ModelArguments(stalls, "e")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!)
        {
            while (!process.HasExited && CachedReplies() < AnsweredBeforeTheKill)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(AnsweredBeforeTheKill, CachedReplies());
        Assert.False(Directory.Exists(folder.File("e")));

        using var works = new FakeEndpoint();
        var resumed = await CliRun.OfAsync([.. ModelArguments(works, "e"), "--json", folder.File("e.json")]);

        Assert.True(resumed.ExitCode == ExitCodes.Done, resumed.Error);
        Assert.Empty(works.Requests.Select(r => r.Body).Intersect(stalls.Answered));
        Assert.Equal(works.Requests.Count, works.Requests.Select(r => r.Body).Distinct().Count());
        using var report = JsonDocument.Parse(File.ReadAllText(folder.File("e.json")));
        Assert.InRange(report.RootElement.GetProperty("cached_replies").GetInt32(), AnsweredBeforeTheKill, int.MaxValue);
        Assert.Equal(works.Requests.Count, report.RootElement.GetProperty("requests").GetInt32());
        Assert.Equal(24, PairsFile.Read(folder.File("e", "pairs.jsonl")).Count(p => p is { Source: "qa", Difficulty: not null, Instruction: not null }));

        // The same as without a kill, and nothing is left to be asked.
        var asked = works.Requests.Count;
        await CliRun.OfAsync([.. ModelArguments(works, "f"), "--cache", folder.File("e.qa-cache")]);
        Assert.Equal(asked, works.Requests.Count);
        Assert.Equal(Files("e"), Files("f"));
    }

    [Fact]
    public async Task An_interrupted_run_says_how_to_go_on_and_writes_nothing()
    {
        using var interruption = new CancellationTokenSource();
        using var endpoint = new FakeEndpoint(r =>
        {
            if (r.Number == 20)
                interruption.Cancel();
            return FakeReply.Right(r);
        });

        var run = await CliRun.OfAsync(interruption.Token, ModelArguments(endpoint, "e"));

        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.Contains(folder.File("e.qa-cache"), run.Error, StringComparison.Ordinal);
        Assert.Equal(["d", "e.qa-cache"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_spent_budget_is_no_success_and_says_how_to_go_on()
    {
        using var endpoint = new FakeEndpoint();

        var run = await CliRun.OfAsync([.. ModelArguments(endpoint, "e"), "--max-requests", "15"]);

        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Contains("15 requests", run.Error, StringComparison.Ordinal);
        Assert.Contains("Run the same command again", run.Error, StringComparison.Ordinal);
        Assert.Equal(15, endpoint.Requests.Count);
    }

    [Fact]
    public async Task The_key_comes_from_the_named_variable_and_only_then()
    {
        Environment.SetEnvironmentVariable(KeyVariable, "sk-from-the-environment");
        using var endpoint = new FakeEndpoint();

        await CliRun.OfAsync([.. ModelArguments(endpoint, "e"), "--api-key-env", KeyVariable]);
        Environment.SetEnvironmentVariable(KeyVariable, null);
        var unset = await CliRun.OfAsync([.. ModelArguments(endpoint, "f"), "--api-key-env", KeyVariable]);

        Assert.All(endpoint.Requests, r => Assert.Contains("Bearer sk-from-the-environment", r.Headers, StringComparison.Ordinal));
        Assert.All(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("sk-from-the-environment", File.ReadAllText(file), StringComparison.Ordinal));
        unset.AssertRefused(KeyVariable, "--api-key-env");
    }

    [Fact]
    public async Task Difficulty_can_be_measured_by_an_embedding_endpoint()
    {
        using var endpoint = new FakeEndpoint();

        var run = await CliRun.OfAsync(
            ["data", "qa", "--data", folder.File("d"), "--out", folder.File("e"), "--calibration", "20", "--pairs", "12", "--embedder", endpoint.Address.ToString(), "--embedding-model", "small"]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.All(endpoint.Requests, r => Assert.Equal("/v1/embeddings", r.Path));
        Assert.Contains(endpoint.Requests, r => r.Inputs.Any(i => i.EndsWith("<USER>", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--writer", "gramar", "gramar")]
    [InlineData("--writer", "http://127.0.0.1:1/v1", "--model")]
    [InlineData("--embedder", "bag", "bag")]
    [InlineData("--quantile", "1.5", "quantile")]
    [InlineData("--threshold", "3", "threshold")]
    [InlineData("--pairs", "0", "pairs")]
    [InlineData("--scenarios", "/no/such/file", "/no/such/file")]
    [InlineData("--prompts", "/no/such/folder", "/no/such/folder")]
    public async Task What_cannot_work_is_refused_before_anything_is_written(string option, string value, string said)
    {
        var run = await CliRun.OfAsync(["data", "qa", "--data", folder.File("d"), "--out", folder.File("e"), option, value]);

        run.AssertRefused(said);
        Assert.Equal(["d"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Threshold_and_quantile_exclude_each_other()
    {
        var run = await CliRun.OfAsync(["data", "qa", "--data", folder.File("d"), "--threshold", "0.5", "--quantile", "0.5"]);

        run.AssertRefused("either --threshold X or --quantile Q");
    }

    [Fact]
    public async Task The_texts_can_be_written_out_edited_and_given_back()
    {
        await CliRun.OfAsync("data", "texts", "--out", folder.File("texts"));
        var grammar = folder.File("texts", "grammar.txt");
        File.WriteAllText(grammar, File.ReadAllText(grammar).Replace("user: the user", "user: THE EDITED PERSON", StringComparison.Ordinal));

        var run = await CliRun.OfAsync(
            ["data", "qa", "--data", folder.File("d"), "--out", folder.File("e"), "--calibration", "20", "--pairs", "60",
            "--prompts", folder.File("texts"), "--scenarios", folder.File("texts", "scenarios.jsonl")]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("THE EDITED PERSON", File.ReadAllText(folder.File("e", "pairs.jsonl")), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private string[] ModelArguments(FakeEndpoint endpoint, string target) =>
    [
        "data", "qa", "--data", folder.File("d"), "--out", folder.File(target), "--writer", endpoint.Address.ToString(), "--model", "m",
        "--calibration", "20", "--scenarios-per-user", "5", "--pairs", "24", "--concurrency", "2",
    ];

    private int CachedReplies() => Directory.Exists(folder.File("e.qa-cache"))
        ? Directory.GetFiles(folder.File("e.qa-cache"), "*.reply", SearchOption.AllDirectories).Length
        : 0;

    private IEnumerable<(string, string)> Files(string name) =>
        Directory.GetFiles(folder.File(name), "*", SearchOption.AllDirectories).Order()
            .Select(file => (Path.GetRelativePath(folder.File(name), file), File.ReadAllText(file)));

    private void WriteUsers(int count)
    {
        string[] things = ["noodles", "coffee", "jazz", "opera", "train", "yoga", "chess", "comedy"];
        var asOf = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var users = Enumerable.Range(1, count).Select(n =>
        {
            var random = new SeededRandom((ulong)n);
            return UserProfile.Split($"user-{n}", Enumerable.Range(0, 50).Select(_ => new UserEvent(
                asOf.AddMinutes(-1 - random.NextInt(89 * 24 * 60)), random.NextBool(0.5) ? Modality.Bill : Modality.Search,
                [EventField.Of("item", things[random.NextInt(1 + (n % things.Length))]), EventField.Of("amount", 1 + random.NextInt(50))])), asOf);
        });
        Directory.CreateDirectory(folder.File("d"));
        AtomicFile.Write(folder.File("d", "users.jsonl"), stream => UsersFile.Write(stream, users));
    }
}
