namespace Ggsm.Training.Pretraining;

/// <summary>
/// A pretraining on disk: <c>pretraining.json</c>, <c>run.jsonl</c>, <c>checkpoints/</c>, and once it has ended
/// <c>metrics.json</c> and the decoder as a Hugging Face folder (<c>config.json</c>, <c>model.safetensors</c>, tokenizer files).
/// </summary>
public sealed class PretrainingFolder
{
    internal const string ConfigName = "pretraining.json";

    private PretrainingFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The configuration it was made with.</summary>
    public PretrainingConfig Config => PretrainingConfig.Load(ConfigFile);

    /// <summary>One record an update, in order; a last line torn by a crash is left out.</summary>
    /// <exception cref="BadInputException">A line is damaged; it is named.</exception>
    public IReadOnlyList<PretrainingStep> Steps => JsonLines.Read<PretrainingStep>(LogFile);

    /// <summary>What it came to; null until it ended or was interrupted.</summary>
    public PretrainingResult? Result => File.Exists(MetricsFile) ? RunJson.ReadFile<PretrainingResult>(MetricsFile) : null;

    internal string ConfigFile => System.IO.Path.Combine(Path, ConfigName);

    internal string LogFile => System.IO.Path.Combine(Path, "run.jsonl");

    internal string MetricsFile => System.IO.Path.Combine(Path, "metrics.json");

    internal string CheckpointsDirectory => System.IO.Path.Combine(Path, "checkpoints");

    internal bool Exists => File.Exists(ConfigFile);

    /// <summary>Opens an existing pretraining.</summary>
    /// <exception cref="BadInputException">There is none in this folder.</exception>
    public static PretrainingFolder Open(string path)
    {
        var folder = At(path);
        return folder.Exists ? folder : throw new BadInputException(
            $"there is no pretraining in this folder: {ConfigName} is missing.", folder.Path, remedy: "Name the folder given to `pretrain --out`.");
    }

    internal static PretrainingFolder At(string path) =>
        new(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
}
