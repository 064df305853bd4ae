using System.Text.Json;
using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>
/// Adds the query-answer stream to a data folder: <c>pairs.jsonl</c> with the pairs of other sources and the new ones,
/// <c>qa.json</c> (threshold, histograms, rules, what was rejected and why) and <c>qa-calibration.jsonl</c>.
/// </summary>
public static class QueryAnswerFolder
{
    /// <summary>The source of these pairs in <c>pairs.jsonl</c>.</summary>
    public const string Source = "qa";

    /// <summary>The report's file.</summary>
    public const string ReportFile = "qa.json";

    /// <summary>The calibration set's file.</summary>
    public const string CalibrationFile = "qa-calibration.jsonl";

    private const string UsersName = UserFolder.UsersFileName;
    private const string PairsName = UserFolder.PairsFileName;

    /// <summary>Runs the four steps on the users of a folder.</summary>
    /// <param name="data">The folder, with <c>users.jsonl</c> and perhaps <c>pairs.jsonl</c>.</param>
    /// <param name="target">
    /// A new folder, which appears whole or not at all, with the users, what is known of them, all pairs, and a tokenizer trained on
    /// these; null to put the pairs into <paramref name="data"/>, in the place of its earlier ones of this source.
    /// </param>
    /// <param name="writer">Who writes.</param>
    /// <param name="embedder">Who measures difficulty.</param>
    /// <param name="pool">The scenarios.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="command">The command to note.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops; nothing is written then.</param>
    /// <exception cref="BadInputException">The users cannot be read, no pair was kept, or the target cannot be written.</exception>
    public static async Task<QueryAnswerSummary> WriteAsync(
        string data, string? target, IPairWriter writer, ITextEmbedder embedder, ScenarioPool pool, QueryAnswerOptions options,
        string? command = null, IProgress<QueryAnswerProgress>? progress = null, CancellationToken cancellation = default)
    {
        var users = Path.Combine(data, UsersName);
        var count = TextLines.Read(users).Count();
        if (count == 0)
            throw new BadInputException("there is no user in it.", users);
        var synthesis = new QueryAnswerSynthesis(writer, embedder, pool, options);
        var (splits, otherPairs) = ReadPairs(Path.Combine(data, PairsName));
        using var folder = target is null ? null : AtomicFolder.Create(target);
        var output = folder?.Path ?? data;

        var calibration = await synthesis.CalibrateAsync(
            ReadSample(users, count, synthesis.CalibrationUsers(count), options.Seed), progress, cancellation).ConfigureAwait(false);
        var scaled = new ScalingResult();
        var pairs = synthesis.ScaleAsync(UsersFile.Read(users), count, calibration, scaled, progress, cancellation)
            .ToBlockingEnumerable(cancellation)
            .Select(p => new PairLine(
                p.Answer, p.User.Id, Instruction: p.Draft.Question, Source: Source, Difficulty: p.Difficulty,
                Split: splits.TryGetValue(p.User.Id, out var split) ? split : null));
        AtomicFile.Write(Path.Combine(output, PairsName), stream =>
        {
            PairsFile.Write(stream, OtherPairs(Path.Combine(data, PairsName)).Concat(pairs));
            if (scaled.Kept == 0)
            {
                throw new BadInputException($"of {scaled.Rejected.Total} drafts not one was kept ({string.Join(", ", scaled.Rejected.Counts.Select(r => $"{r.Key}: {r.Value}"))}).",
                    remedy: "See the reasons; another model, other prompts, or a lower threshold may help.");
            }
        });

        var report = QueryAnswerReport.ToJson(writer, embedder, options, calibration, scaled, count);
        AtomicFile.Write(Path.Combine(output, CalibrationFile), stream => WriteCalibration(stream, calibration));
        AtomicFile.WriteText(Path.Combine(output, ReportFile), report.ToJsonString(QueryAnswerReport.Layout) + "\n");
        UserTokenizer? tokenizer = null;
        if (folder is not null)
        {
            File.Copy(users, Path.Combine(output, UsersName));
            QueryAnswerNotes.CarryOver(data, output);
            tokenizer = BpeTrainer.TrainFrom(output, cancellation: cancellation);
            tokenizer.Save(Path.Combine(output, "tokenizer"));
        }

        QueryAnswerNotes.Write(output, command, options, calibration, scaled, tokenizer?.VocabularySize);
        folder?.Commit();
        return new QueryAnswerSummary(count, calibration, scaled, otherPairs, report);
    }

    private static IEnumerable<PairLine> OtherPairs(string path) =>
        File.Exists(path) ? PairsFile.Read(path).Where(p => p.Source != Source) : [];

    /// <summary>On which side of the hold-out users are already: all pairs of one user belong on one side.</summary>
    private static (Dictionary<string, DataSplit> Splits, int Pairs) ReadPairs(string path)
    {
        var splits = new Dictionary<string, DataSplit>();
        var count = 0;
        foreach (var pair in OtherPairs(path))
        {
            count++;
            if (pair is { UserId: { } user, Split: { } split })
                splits[user] = split;
        }

        return (splits, count);
    }

    private static List<UserProfile> ReadSample(string users, int count, int size, ulong seed)
    {
        var random = SeededRandom.For(seed, "calibration");
        var chosen = new SortedSet<int>();
        while (chosen.Count < size)
            chosen.Add(random.NextInt(count));
        return [.. UsersFile.Read(users).Take(chosen.Max + 1).Where((_, i) => chosen.Contains(i))];
    }

    private static void WriteCalibration(Stream stream, Calibration calibration)
    {
        foreach (var pair in calibration.Pairs)
        {
            JsonSerializer.Serialize(stream, new
            {
                user = pair.UserId,
                scenario = pair.ScenarioId,
                question = pair.Draft.Question,
                answer = pair.Draft.Answer,
                difficulty = pair.Difficulty,
                hard = pair.Difficulty >= calibration.Threshold,
            }, LineLayout);
            stream.WriteByte((byte)'\n');
        }
    }

    private static JsonSerializerOptions LineLayout { get; } = new() { Encoder = QueryAnswerReport.Layout.Encoder };
}

/// <summary>What a synthesis wrote into a data folder.</summary>
/// <param name="Users">Users of the folder.</param>
/// <param name="Calibration">Steps 1 to 3.</param>
/// <param name="Scaled">Step 4.</param>
/// <param name="OtherPairs">Pairs of other sources that stand beside them.</param>
/// <param name="Report">What <c>qa.json</c> says.</param>
public sealed record QueryAnswerSummary(
    int Users, Calibration Calibration, ScalingResult Scaled, int OtherPairs, System.Text.Json.Nodes.JsonObject Report);
