using System.Diagnostics;
using System.Text.Json;

namespace Ggsm.Verification.Killing;

/// <summary>
/// Trains and pretrains, kills the process with SIGKILL at random moments, resumes it each time with <c>--resume</c>, and compares
/// every run that reaches its end with one that was not interrupted. Runs are short, so that many are started, ended and resumed
/// when finished; now and then the newest checkpoint is damaged as well.
/// </summary>
public sealed class KillTest : IDisposable
{
    private const int Steps = 24;
    private const int StepsOfAWait = 9;
    private const double ShareKilledStarting = 0.1;
    private const double ShareKilledBeforeFirstStep = 0.15;
    private const double ShareDamaged = 0.15;
    private const double ShareResumedWhenFinished = 0.5;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);

    private static readonly string[] Foods = ["noodles", "dumplings", "rice", "salad", "bread", "soup", "tofu", "fish"];
    private static readonly string[] Places = ["home", "work", "school", "market", "station"];

    private readonly string folder = Directory.CreateTempSubdirectory("workbook-kills-").FullName;
    private readonly SeededRandom random;
    private readonly string program;
    private readonly string command;
    private readonly int before;
    private readonly int total;
    private readonly string recipe;
    private readonly IProgress<string> progress;
    private readonly Dictionary<KillMoment, int> kills = Enum.GetValues<KillMoment>().ToDictionary(moment => moment, _ => 0);
    private readonly List<string> differences = [];
    private TimeSpan untilStarted;
    private TimeSpan untilFirstStep;
    private TimeSpan stepTime;
    private TimeSpan endingTime;
    private int runs;
    private int damaged;
    private bool keep;

    private KillTest(string program, string command, string recipe, ulong seed, int before, int total, IProgress<string> progress)
    {
        this.program = program;
        this.before = before;
        this.total = total;
        this.command = command;
        this.recipe = recipe;
        this.progress = progress;
        random = SeededRandom.For(seed, $"kill test of {command}");
    }

    private int Kills => kills.Values.Sum();

    private string Whole => Path.Combine(folder, "whole");

    /// <summary>Kills, resumes and compares.</summary>
    /// <param name="program">The assembly whose <c>train</c> and <c>pretrain</c> commands are run by <c>dotnet</c>.</param>
    /// <param name="count">How often a process is killed: half of the times while it trains by contrast, the other half while it pretrains.</param>
    /// <param name="recipe">The mask recipe of the contrastive runs.</param>
    /// <param name="seed">Decides the moments; the machine's speed has a say in them too.</param>
    /// <param name="progress">Told of every kill and every comparison.</param>
    /// <param name="cancellation">Ends it; what was made is removed.</param>
    public static async Task<KillReport> RunAsync(
        string program, int count, string recipe, ulong seed, IProgress<string> progress, CancellationToken cancellation)
    {
        using var contrast = new KillTest(program, "train", recipe, seed, before: 0, count, progress);
        var trained = await contrast.RunAsync(count - (count / 2), cancellation);
        if (count < 2)
            return trained;
        using var nextToken = new KillTest(program, "pretrain", recipe, seed, before: count - (count / 2), count, progress);
        return trained.And(await nextToken.RunAsync(count / 2, cancellation));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!keep)
            Directory.Delete(folder, recursive: true);
    }

    private async Task<KillReport> RunAsync(int count, CancellationToken cancellation)
    {
        await File.WriteAllLinesAsync(Path.Combine(folder, "pairs.jsonl"),
            from food in Foods from place in Places select JsonSerializer.Serialize(new { query = $"buys {food} near {place}", answer = $"likes {food} at {place}" }), cancellation);
        await MeasureAsync(cancellation);
        while (Kills < count)
            await OneRunAsync(count, cancellation);
        keep = differences.Count > 0;
        return new KillReport(kills, runs, damaged, Steps, differences, keep ? folder : null);
    }

    /// <summary>The uninterrupted run, which also tells how long starting and training take here.</summary>
    private async Task MeasureAsync(CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        using var process = Start(Whole);
        await process.Started.WaitAsync(cancellation);
        untilStarted = watch.Elapsed;
        await LogAsync(process, Whole, lines: 1, cancellation);
        untilFirstStep = watch.Elapsed - untilStarted;
        await LogAsync(process, Whole, Steps, cancellation);
        stepTime = (watch.Elapsed - untilStarted - untilFirstStep) / Steps;
        var ending = watch.Elapsed;
        await EndAsync(process, cancellation);
        endingTime = watch.Elapsed - ending;
        progress.Report($"{command}, uninterrupted: {Steps} steps");
    }

    private async Task OneRunAsync(int count, CancellationToken cancellation)
    {
        var run = Path.Combine(folder, $"run-{++runs}");
        var finished = false;
        while (!finished && Kills < count)
            finished = !await KillOnceAsync(run, wasFinished: false, cancellation);
        if (finished && Kills < count && random.NextBool(ShareResumedWhenFinished))
            finished = !await KillOnceAsync(run, wasFinished: true, cancellation);
        if (!finished)
        {
            using var last = Start(run);
            await EndAsync(last, cancellation);
        }

        var found = Compare(run);
        differences.AddRange(found.Select(difference => $"{command}, run {runs}: {difference}"));
        progress.Report($"run {runs}: {(found.Count == 0 ? "equal to the uninterrupted one to the bit" : $"DIFFERS in {found.Count} places")}");
    }

    /// <returns>Whether the process was killed; false when it reached its end before.</returns>
    private async Task<bool> KillOnceAsync(string run, bool wasFinished, CancellationToken cancellation)
    {
        var unfinished = Unfinished(run);
        using var process = Start(run);
        await process.WaitAsync(await MomentAsync(process, run, cancellation), cancellation);
        if (await process.WaitAsync(TimeSpan.Zero, cancellation) is { } code)
        {
            Require(process, code);
            return false;
        }

        process.Kill();
        var moment = wasFinished ? KillMoment.AlreadyFinished : MomentOf(run, process.HasStarted, unfinished);
        kills[moment]++;
        progress.Report($"kill {before + Kills}/{total}: run {runs} of {command}, {InWords(moment)}, {LogLines(run)} of {Steps} steps in its log");
        if (random.NextBool(ShareDamaged) && CheckpointDamage.Inflict(run, random))
        {
            damaged++;
            progress.Report("  and its newest checkpoint damaged");
        }

        return true;
    }

    /// <summary>Waits for the phase of the process in which it is to die, and draws how long it may live in it.</summary>
    private async Task<TimeSpan> MomentAsync(TrainingProcess process, string run, CancellationToken cancellation)
    {
        var logged = LogLines(run);
        if (random.NextBool(ShareKilledStarting))
            return untilStarted * random.NextDouble();
        await process.Started.WaitAsync(cancellation);
        if (logged == Steps)
            return (untilFirstStep + endingTime) * random.NextDouble();
        if (random.NextBool(ShareKilledBeforeFirstStep))
            return untilFirstStep * random.NextDouble();
        await LogAsync(process, run, logged + 1, cancellation);
        return stepTime * StepsOfAWait * random.NextDouble();
    }

    /// <summary>Waits until the log has so many lines, or the process has ended.</summary>
    private static async Task LogAsync(TrainingProcess process, string run, int lines, CancellationToken cancellation)
    {
        while (LogLines(run) < lines && await process.WaitAsync(LookInterval, cancellation) is null)
        {
        }
    }

    private IReadOnlyList<string> Compare(string run)
    {
        var found = RunComparison.Differences(Whole, run).ToList();
        if (!Losses(Whole).SequenceEqual(Losses(run)))
            found.Add("--json: other losses");
        return found;
    }

    private TrainingProcess Start(string run) => TrainingProcess.Start(program,
    [
        command, "--data", Path.Combine(folder, "pairs.jsonl"), "--out", run, "--resume", "--json", $"{run}.json", "--steps", $"{Steps}",
        "--batch-size", "4", "--threads", "1", "--device", "cpu", "--checkpoint-every", "2", .. command == "train" ? ["--recipe", recipe] : Array.Empty<string>(),
    ]);

    private static async Task EndAsync(TrainingProcess process, CancellationToken cancellation) =>
        Require(process, (await process.WaitAsync(Timeout.InfiniteTimeSpan, cancellation))!.Value);

    private static void Require(TrainingProcess process, int code)
    {
        if (code != 0)
            throw new InvalidOperationException($"a training process ended {code} without being killed: {process.Errors}");
    }

    private static KillMoment MomentOf(string run, bool hasStarted, HashSet<string> before)
    {
        if (!hasStarted)
            return KillMoment.Starting;
        if (Unfinished(run).Any(path => !before.Contains(path) && path.Contains("step-", StringComparison.Ordinal)))
            return KillMoment.WritingCheckpoint;
        return LogLines(run) == Steps ? KillMoment.Ending : KillMoment.Training;
    }

    private static string InWords(KillMoment moment) => moment switch
    {
        KillMoment.Starting => "while it started",
        KillMoment.Training => "while it trained",
        KillMoment.WritingCheckpoint => "while it wrote a checkpoint",
        KillMoment.Ending => "while it ended",
        _ => "resumed when already finished",
    };

    private static HashSet<string> Unfinished(string run) => !Directory.Exists(run)
        ? []
        : [.. Directory.EnumerateFileSystemEntries(run, "*.partial", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })];

    private static int LogLines(string run)
    {
        var log = Path.Combine(run, "run.jsonl");
        if (!File.Exists(log))
            return 0;
        using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray().Count(b => b == (byte)'\n');
    }

    private static double[] Losses(string run)
    {
        using var json = JsonDocument.Parse(File.ReadAllText($"{run}.json"));
        return [.. json.RootElement.GetProperty("losses").EnumerateArray().Select(loss => loss.GetDouble())];
    }
}

/// <summary>What a kill test came to.</summary>
/// <param name="Kills">How often a process was killed, by what it was doing.</param>
/// <param name="Runs">Runs brought to their end and compared.</param>
/// <param name="Damaged">Newest checkpoints damaged on purpose between a kill and the resumption.</param>
/// <param name="StepsEach">Steps of each run.</param>
/// <param name="Differences">Where a run differed from the uninterrupted one; empty when all were equal to the bit.</param>
/// <param name="Folder">Where the runs are kept when one differed; null when they were removed.</param>
public sealed record KillReport(
    IReadOnlyDictionary<KillMoment, int> Kills, int Runs, int Damaged, int StepsEach, IReadOnlyList<string> Differences, string? Folder)
{
    /// <summary>Whether no run differed.</summary>
    public bool Passed => Differences.Count == 0;

    /// <summary>Both together.</summary>
    public KillReport And(KillReport other) => new(
        Kills.ToDictionary(k => k.Key, k => k.Value + other.Kills[k.Key]), Runs + other.Runs, Damaged + other.Damaged, StepsEach, [.. Differences, .. other.Differences], Folder ?? other.Folder);
}

/// <summary>What a training process was doing when it was killed, told from what it left on disk.</summary>
public enum KillMoment
{
    /// <summary>It had not begun to train: reading data, loading the checkpoint.</summary>
    Starting,

    /// <summary>It was training.</summary>
    Training,

    /// <summary>It was writing a checkpoint.</summary>
    WritingCheckpoint,

    /// <summary>All steps were done: it was writing the model, evaluating, or writing the metrics.</summary>
    Ending,

    /// <summary>The run had been finished before, and it was told to resume it.</summary>
    AlreadyFinished,
}
