using System.Text.Json;
using Ggsm.Synthesis;
using Ggsm.Synthesis.QueryAnswer;
using Ggsm.Synthesis.QueryAnswer.Grammar;
using Ggsm.Synthesis.QueryAnswer.LanguageModel;
using Ggsm.Synthesis.World;
using Ggsm.Users;

namespace Ggsm.Tests.Synthesis.QueryAnswer;

public sealed class QueryAnswerFolderTests : IDisposable
{
    private readonly TestFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_grammar_takes_all_four_steps_and_its_folder_can_be_trained_on()
    {
        People.Write(folder.File("d"), People.Make(40));

        var summary = await WriteAsync("d", "e", pairs: 120, calibration: 200);

        Assert.Equal(200, summary.Calibration.Pairs.Count);
        Assert.InRange(summary.Calibration.Hard, 60, 70);
        Assert.NotEmpty(summary.Calibration.Rules);
        Assert.Equal(summary.Scaled.Kept, summary.Scaled.Histogram.Total);
        var lines = PairsFile.Read(Path.Combine(folder.File("e"), "pairs.jsonl")).ToArray();
        Assert.Equal(summary.Scaled.Kept, lines.Length);
        Assert.InRange(lines.Length, 115, 120);
        Assert.All(lines, l => Assert.Equal("qa", l.Source));
        Assert.All(lines, l => Assert.InRange(l.Difficulty!.Value, 0, 2));
        Assert.Equal(200, File.ReadLines(Path.Combine(folder.File("e"), "qa-calibration.jsonl")).Count());

        var dataset = PairDataset.Load(folder.File("e"));
        Assert.Equal(lines.Length, dataset.Train.Count + dataset.HeldOut.Count);
        Assert.All(dataset.TrainTexts, p => Assert.Contains(lines.First(l => l.UserId == p.UserId && l.Answer == p.Answer).Instruction!, p.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_rules_make_the_scaled_pairs_harder_than_the_calibration_set()
    {
        People.Write(folder.File("d"), People.Make(100));

        var summary = await WriteAsync("d", "e", pairs: 1000, calibration: 1000);

        Assert.True(summary.Scaled.Histogram.Mean > summary.Calibration.Histogram.Mean);
        Assert.True((double)summary.Scaled.Hard / summary.Scaled.Kept > (double)summary.Calibration.Hard / summary.Calibration.Pairs.Count);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        People.Write(folder.File("d"), People.Make(20));
        foreach (var (target, seed) in ((string, ulong)[])[("a", 7), ("b", 7), ("c", 8)])
            await WriteAsync("d", target, pairs: 40, calibration: 60, seed: seed);

        byte[][] Bytes(string target) => [.. Directory.GetFiles(folder.File(target), "*", SearchOption.AllDirectories).Order().Select(File.ReadAllBytes)];
        Assert.Equal(Bytes("a"), Bytes("b"));
        Assert.NotEqual(File.ReadAllText(Path.Combine(folder.File("a"), "pairs.jsonl")), File.ReadAllText(Path.Combine(folder.File("c"), "pairs.jsonl")));
    }

    [Fact]
    public async Task Within_a_folder_the_pairs_stand_beside_those_of_other_streams_and_replace_their_own()
    {
        var users = People.Make(10);
        People.Write(folder.File("d"), users);
        var pairsPath = Path.Combine(folder.File("d"), "pairs.jsonl");
        PairLine[] behaviour = [.. users.Select((u, i) => new PairLine("noodles", u.Id, Source: "behavior", Split: i < 3 ? DataSplit.HeldOut : DataSplit.Train))];
        AtomicFile.Write(pairsPath, stream => PairsFile.Write(stream, behaviour));

        await WriteAsync("d", null, pairs: 20, calibration: 20);
        var first = File.ReadAllText(pairsPath);
        await WriteAsync("d", null, pairs: 20, calibration: 20);

        Assert.Equal(first, File.ReadAllText(pairsPath));
        var lines = PairsFile.Read(pairsPath).ToArray();
        Assert.Equal(behaviour, lines[..10]);
        Assert.Equal(20, lines.Count(l => l.Source == "qa"));
        Assert.All(lines, l => Assert.Equal(behaviour.Single(b => b.UserId == l.UserId).Split, l.Split));
        Assert.All(users, u => Assert.Equal(2, lines.Count(l => l.UserId == u.Id && l.Source == "qa")));
    }

    [Fact]
    public async Task What_is_known_of_the_users_goes_along_with_the_command_of_both_streams()
    {
        WorldFolder.Write(folder.File("d"), 12, new WorldOptions(), new TrajectoryOptions(), "the first command", cancellation: Cancellation);

        await WriteAsync("d", "e", pairs: 24, calibration: 24, command: "the second command");
        await WriteAsync("e", null, pairs: 24, calibration: 24, command: "the third command");

        foreach (var file in (string[])["truth.json", "truth.jsonl", "users.jsonl"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder.File("d"), file)), File.ReadAllBytes(Path.Combine(folder.File("e"), file)));
        var readme = File.ReadAllText(Path.Combine(folder.File("e"), "README.md"));
        Assert.StartsWith(File.ReadAllText(Path.Combine(folder.File("d"), "README.md")).TrimEnd(), readme, StringComparison.Ordinal);
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.File("e"), "manifest.json")));
        Assert.Equal("the first command", manifest.RootElement.GetProperty("command").GetString());
        Assert.Equal("the third command", manifest.RootElement.GetProperty("qa").GetProperty("command").GetString());
        Assert.Contains("the third command", readme, StringComparison.Ordinal);
        Assert.DoesNotContain("the second command", readme, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_can_be_read_again_and_another_file_is_refused_by_name()
    {
        People.Write(folder.File("d"), People.Make(20));
        var summary = await WriteAsync("d", "e", pairs: 60, calibration: 80);

        var readings = QueryAnswerReadings.Load(Path.Combine(folder.File("e"), "qa.json"));
        var refused = Assert.Throws<BadInputException>(() => QueryAnswerReadings.Load(Path.Combine(folder.File("e"), "pairs.jsonl")));

        Assert.Equal(summary.Calibration.Threshold, readings.Threshold);
        Assert.Equal(summary.Calibration.Rules.Select(r => r.Text), readings.Rules);
        Assert.Equal(summary.Calibration.Histogram.Counts, readings.Calibration);
        Assert.Equal(summary.Scaled.Histogram.Counts, readings.Scaled);
        Assert.Contains("pairs.jsonl", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_that_is_no_object_is_named_and_nothing_is_left()
    {
        People.Write(folder.File("d"), People.Make(8));
        File.WriteAllText(Path.Combine(folder.File("d"), "manifest.json"), "[]");

        var error = await Assert.ThrowsAsync<BadInputException>(() => WriteAsync("d", "e", pairs: 16, calibration: 16));

        Assert.Contains("manifest.json", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("e")));
    }

    [Fact]
    public async Task Only_hard_pairs_are_kept_when_that_is_asked_for()
    {
        People.Write(folder.File("d"), People.Make(20));

        var summary = await WriteAsync("d", "e", pairs: 60, calibration: 60, filter: DifficultyFilter.OfThreshold(0.85), hardOnly: true);

        var lines = PairsFile.Read(Path.Combine(folder.File("e"), "pairs.jsonl")).ToArray();
        Assert.All(lines, l => Assert.InRange(l.Difficulty!.Value, 0.85, 2));
        Assert.InRange(lines.Length, 1, 59);
        Assert.InRange(lines.Length + summary.Scaled.Rejected.Counts["too easy"], 55, 60);
    }

    [Fact]
    public async Task A_user_without_history_is_counted_and_the_others_are_written_about()
    {
        People.Write(folder.File("d"), [.. People.Make(9), People.With()]);

        var summary = await WriteAsync("d", "e", pairs: 20, calibration: 20);

        Assert.Equal(18, summary.Scaled.Kept);
        Assert.Equal(1, summary.Scaled.Rejected.Counts["no scenario fits"]);
    }

    [Fact]
    public async Task When_nothing_can_be_kept_nothing_is_written_and_the_reasons_are_said()
    {
        People.Write(folder.File("d"), People.Make(4));

        var error = await Assert.ThrowsAsync<BadInputException>(
            () => WriteAsync("d", "e", pairs: 8, calibration: 8, filter: DifficultyFilter.OfThreshold(2), hardOnly: true));

        Assert.Contains("too easy: 8", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("e")));
        Assert.Equal(["d"], Directory.GetFileSystemEntries(folder.Path).Select(p => Path.GetFileName(p)));
    }

    [Fact]
    public async Task A_language_model_takes_all_four_steps_and_its_contradictions_are_counted_with_their_reasons()
    {
        People.Write(folder.File("d"), People.Make(12));
        using var endpoint = new FakeEndpoint(r => r.Asked == "review" && r.Messages[0].Contains("Answer: It holds item 1", StringComparison.Ordinal)
            ? FakeReply.Saying("""{"verdict": "reject", "answer": "", "reason": "there is no such item", "claims": []}""")
            : r.Asked == "review" && r.Messages[0].Contains("Answer: It holds item 2", StringComparison.Ordinal)
                ? FakeReply.Saying("""{"verdict": "rewrite", "answer": "It holds nothing.", "reason": "wrong", "claims": []}""")
                : FakeReply.Right(r));

        var summary = await WriteAsync("d", "e", pairs: 120, calibration: 40, endpoint: endpoint);

        Assert.Equal(40, summary.Calibration.Pairs.Count);
        Assert.Equal(["Ask how things change over time.", "Ask for the exception."], summary.Calibration.Rules.Select(r => r.Text));
        Assert.Equal(summary.Scaled.Rewritten, PairsFile.Read(Path.Combine(folder.File("e"), "pairs.jsonl")).Count(p => p.Answer == "It holds nothing."));
        Assert.NotEqual(0, summary.Scaled.Rewritten);
        Assert.NotEqual(0, summary.Scaled.Rejected.Counts["contradiction: found by the model"]);
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder.File("e"), "qa.json")));
        Assert.Contains("there is no such item", report.RootElement.GetProperty("synthesis").GetProperty("rejected_examples").ToString(), StringComparison.Ordinal);
        var scaled = endpoint.Requests.Where(r => r.Asked == "pair").Last();
        Assert.Contains("Ask for the exception.", scaled.Messages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_stopped_by_its_budget_leaves_nothing_but_its_replies_and_goes_on_to_the_same_end()
    {
        People.Write(folder.File("d"), People.Make(6));
        using var endpoint = new FakeEndpoint();
        await Assert.ThrowsAsync<BudgetSpentException>(() => WriteAsync("d", "e", pairs: 12, calibration: 12, endpoint: endpoint, budget: new RequestBudget(25)));
        Assert.False(Directory.Exists(folder.File("e")));

        await WriteAsync("d", "e", pairs: 12, calibration: 12, endpoint: endpoint);
        var asked = endpoint.Requests.Count;
        await WriteAsync("d", "f", pairs: 12, calibration: 12, endpoint: endpoint);

        Assert.Equal(asked, endpoint.Requests.Select(r => r.Body).Distinct().Count());
        Assert.Equal(asked, endpoint.Requests.Count);
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder.File("e"), "pairs.jsonl")), File.ReadAllBytes(Path.Combine(folder.File("f"), "pairs.jsonl")));
    }

    [Fact]
    public async Task A_cancelled_run_leaves_no_folder()
    {
        People.Write(folder.File("d"), People.Make(6));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var endpoint = new FakeEndpoint(r =>
        {
            if (r.Number == 10)
                stop.Cancel();
            return FakeReply.Right(r);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WriteAsync("d", "e", pairs: 12, calibration: 12, endpoint: endpoint, cancellation: stop.Token));

        Assert.Equal(["cache", "d"], Directory.GetFileSystemEntries(folder.Path).Select(p => Path.GetFileName(p)).Order());
    }

    [Fact]
    public async Task A_malformed_user_is_refused_with_its_line_and_nothing_is_written()
    {
        People.Write(folder.File("d"), People.Make(3));
        File.AppendAllText(Path.Combine(folder.File("d"), "users.jsonl"), "{\"id\": \"x\"}\n");

        var error = await Assert.ThrowsAsync<BadInputException>(() => WriteAsync("d", "e", pairs: 8, calibration: 8));

        Assert.Equal((4, "as_of"), (error.Line, error.Field));
        Assert.False(Directory.Exists(folder.File("e")));
    }

    public void Dispose() => folder.Dispose();

    private async Task<QueryAnswerSummary> WriteAsync(
        string data, string? target, int pairs, int calibration, ulong seed = 7, DifficultyFilter? filter = null, bool hardOnly = false,
        FakeEndpoint? endpoint = null, RequestBudget? budget = null, string? command = null, CancellationToken? cancellation = null)
    {
        IPairWriter writer = endpoint is null
            ? new GrammarWriter(GrammarText.Shipped(), seed)
            : new LanguageModelWriter(
                new EndpointOptions { Endpoint = endpoint.Address, Model = "m", CacheFolder = folder.File("cache"), Budget = budget ?? new RequestBudget() },
                PromptFiles.Shipped());
        using var close = writer as IDisposable;
        var options = new QueryAnswerOptions
        {
            CalibrationPairs = calibration,
            Pairs = pairs,
            Seed = seed,
            Filter = filter ?? DifficultyFilter.Default,
            HardOnly = hardOnly,
        };
        return await QueryAnswerFolder.WriteAsync(
            folder.File(data), target is null ? null : folder.File(target), writer, new HashedWordsEmbedder(), ScenarioPool.Shipped(), options, command,
            cancellation: cancellation ?? Cancellation);
    }
}
