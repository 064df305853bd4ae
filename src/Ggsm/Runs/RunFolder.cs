using Ggsm.Users;

namespace Ggsm.Runs;

/// <summary>
/// A training run on disk, read back for figures and tables without the live model:
/// <c>config.json</c>, <c>run.jsonl</c>, <c>masks.jsonl</c>, <c>eval.jsonl</c>, <c>metrics.json</c>, <c>tokenizer/</c>,
/// <c>checkpoints/</c>, and <c>model/</c> once the run has ended.
/// </summary>
public sealed class RunFolder
{
    /// <summary>The format of <c>config.json</c> this version writes, and the newest it reads.</summary>
    public const int ConfigFormatVersion = 1;

    internal const string TokenizerName = "tokenizer";
    internal const string UnfinishedSuffix = ".partial";

    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    private RunFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>One record a step, in order; a last line torn by a crash is left out.</summary>
    /// <exception cref="BadInputException">A line is damaged; it is named.</exception>
    public IReadOnlyList<StepRecord> Steps => JsonLines.Read<StepRecord>(LogFile);

    /// <summary>The masks written along the run, in order, both towers.</summary>
    /// <exception cref="BadInputException">A line is damaged; it is named.</exception>
    public IReadOnlyList<MaskSnapshot> Masks => JsonLines.Read<MaskSnapshot>(MasksFile);

    /// <summary>The evaluations on held-out pairs along the run, in order; empty when none were asked for.</summary>
    /// <exception cref="BadInputException">A line is damaged; it is named.</exception>
    public IReadOnlyList<EvaluationRecord> Evaluations => JsonLines.Read<EvaluationRecord>(EvaluationsFile, line => !ProbeRecord.IsIn(line));

    /// <summary>The probes of held-out people along the run, in order, one for each task and moment; empty when none were asked for.</summary>
    /// <exception cref="BadInputException">A line is damaged; it is named.</exception>
    public IReadOnlyList<ProbeRecord> Probes => JsonLines.Read<ProbeRecord>(EvaluationsFile, ProbeRecord.IsIn);

    /// <summary>What the run came to; null until it ended or was interrupted.</summary>
    public TrainingResult? Result => File.Exists(MetricsFile) ? RunJson.ReadFile<TrainingResult>(MetricsFile) : null;

    /// <summary>The tokenizer the run reads with.</summary>
    /// <exception cref="BadInputException">It is missing or damaged.</exception>
    public UserTokenizer Tokenizer => UserTokenizer.Load(TokenizerDirectory);

    internal string ConfigFile => System.IO.Path.Combine(Path, "config.json");

    internal string LogFile => System.IO.Path.Combine(Path, "run.jsonl");

    internal string MasksFile => System.IO.Path.Combine(Path, "masks.jsonl");

    internal string EvaluationsFile => System.IO.Path.Combine(Path, "eval.jsonl");

    internal string MetricsFile => System.IO.Path.Combine(Path, "metrics.json");

    internal string TokenizerDirectory => System.IO.Path.Combine(Path, TokenizerName);

    internal string CheckpointsDirectory => System.IO.Path.Combine(Path, "checkpoints");

    internal string ModelDirectory => System.IO.Path.Combine(Path, "model");

    /// <summary>Opens an existing run.</summary>
    /// <exception cref="BadInputException">There is no run in this folder, or one of a newer version.</exception>
    public static RunFolder Open(string path)
    {
        var folder = At(path);
        if (!folder.Exists)
        {
            throw new BadInputException("there is no training run in this folder: config.json is missing.", folder.Path,
                remedy: "Name the folder given to `train --out`.");
        }

        FormatVersion.RefuseNewer(folder.ConfigFile, ConfigFormatVersion);
        return folder;
    }

    /// <summary>The masks of one tower at its first step, halfway and at the last one; empty when none was written.</summary>
    /// <param name="tower"><c>user</c> or <c>answer</c>.</param>
    public IReadOnlyList<MaskSnapshot> BeforeHalfwayAfter(string tower = "user")
    {
        var masks = Masks.Where(m => m.Tower == tower).ToArray();
        if (masks.Length == 0)
            return [];
        var halfway = (masks[0].Step + masks[^1].Step) / 2.0;
        return [masks[0], masks.MinBy(m => Math.Abs(m.Step - halfway))!, masks[^1]];
    }

    internal static RunFolder At(string path) =>
        new(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));

    /// <summary>Whether a run was begun in this folder.</summary>
    public static bool IsRun(string path) => At(path).Exists;

    /// <summary>The folder of the weights somebody names: that of a run's finished model, or itself.</summary>
    internal static string WeightsIn(string path)
    {
        var run = At(path);
        return run.Exists && Directory.Exists(run.ModelDirectory) ? run.ModelDirectory : path;
    }

    internal bool Exists => File.Exists(ConfigFile);

    /// <summary>Removes what a killed process was still writing. Only the holder of the lock may.</summary>
    internal void RemoveUnfinished()
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(Path, $"*{UnfinishedSuffix}", Everywhere).ToList())
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else if (File.Exists(path))
                File.Delete(path);
        }
    }
}
