using Ggsm.Checkpoints;
using Ggsm.Runs;

namespace Ggsm.Verification;

/// <summary>
/// Whether two finished runs of one configuration are the same to the bit: configuration, every line of <c>run.jsonl</c> and
/// <c>masks.jsonl</c>, model, tokenizer, newest checkpoint and metrics. Only what tells of time and memory may differ.
/// </summary>
public static class RunComparison
{
    private const string Unfinished = ".partial";

    /// <summary>Every difference, a line each; empty when there is none.</summary>
    /// <param name="expected">The folder of the run that was not interrupted.</param>
    /// <param name="actual">The folder of the other.</param>
    /// <exception cref="BadInputException">One is no run, or its log is damaged.</exception>
    public static IReadOnlyList<string> Differences(string expected, string actual)
    {
        var (one, other) = (RunFolder.Open(expected), RunFolder.Open(actual));
        return
        [
            .. Files(one.Path, other.Path, Path.GetFileName(one.ConfigFile)),
            .. Files(one.Path, other.Path, Path.GetFileName(one.MasksFile)),
            .. Logs(one, other),
            .. Metrics(one, other),
            .. Folders(one.ModelDirectory, other.ModelDirectory),
            .. Folders(one.TokenizerDirectory, other.TokenizerDirectory),
            .. Checkpoints(one, other),
            .. Leftovers(other.Path),
        ];
    }

    private static IEnumerable<string> Logs(RunFolder one, RunFolder other)
    {
        var (expected, actual) = (one.Steps, other.Steps);
        if (expected.Count != actual.Count)
            yield return $"run.jsonl: {actual.Count} lines, not {expected.Count}";
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            var (a, b) = (WithoutSpeed(expected[i]), WithoutSpeed(actual[i]));
            if (a != b)
                yield return $"run.jsonl: line {i + 1} is {b}, not {a}";
        }
    }

    private static string WithoutSpeed(StepRecord record) =>
        System.Text.Json.JsonSerializer.Serialize(record with { TokensPerSecond = 0 }, RunJson.Line);

    private static IEnumerable<string> Metrics(RunFolder one, RunFolder other)
    {
        if (other.Result is not { } actual)
            yield return "metrics.json: missing";
        else if (one.Result is { } expected && WithoutProcess(expected) != WithoutProcess(actual))
            yield return $"metrics.json: {WithoutProcess(actual)}, not {WithoutProcess(expected)}";
    }

    private static string WithoutProcess(TrainingResult result) => System.Text.Json.JsonSerializer.Serialize(
        result with { TokensPerSecond = 0, PeakRssMib = 0, ResumedAt = null, Warnings = [] }, RunJson.Line);

    private static IEnumerable<string> Checkpoints(RunFolder one, RunFolder other)
    {
        var expected = new TrainingCheckpointStore(one.CheckpointsDirectory, 1).All;
        var actual = new TrainingCheckpointStore(other.CheckpointsDirectory, 1).All;
        if (expected.Count == 0 || actual.Count == 0 || expected[0].Step != actual[0].Step)
            return ["checkpoints: the newest is not of the same step"];
        return Folders(expected[0].Path, actual[0].Path);
    }

    private static IEnumerable<string> Folders(string one, string other)
    {
        var (expected, actual) = (Names(one), Names(other));
        var missing = expected.Except(actual).Select(name => $"{Path.Combine(Path.GetFileName(one), name)}: missing");
        var unknown = actual.Except(expected).Select(name => $"{Path.Combine(Path.GetFileName(one), name)}: not in the other");
        return missing.Concat(unknown).Concat(expected.Intersect(actual).SelectMany(name => Files(one, other, name)));
    }

    private static List<string> Names(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Files(string one, string other, string name)
    {
        var (expected, actual) = (Path.Combine(one, name), Path.Combine(other, name));
        if (!File.Exists(actual))
            yield return $"{name}: missing";
        else if (!File.ReadAllBytes(expected).AsSpan().SequenceEqual(File.ReadAllBytes(actual)))
            yield return $"{Path.Combine(Path.GetFileName(one), name)}: other bytes";
    }

    private static IEnumerable<string> Leftovers(string run) => Directory
        .EnumerateFileSystemEntries(run, $"*{Unfinished}", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .Select(path => $"{Path.GetRelativePath(run, path)}: left behind");
}
