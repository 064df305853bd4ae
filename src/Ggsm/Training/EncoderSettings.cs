namespace Ggsm.Training;

/// <summary>
/// How a trained decoder is to be used as an encoder; <c>encoder.json</c> beside the weights. A decoder read under
/// another mask or pooling than it was trained for embeds badly without any error, so this travels with it.
/// </summary>
public sealed record EncoderSettings
{
    /// <summary>The file's name.</summary>
    public const string FileName = "encoder.json";

    /// <summary>The format of <c>encoder.json</c> this version writes, and the newest it reads.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>The format of the file.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>The mask recipe; encoding uses the mask it ends with.</summary>
    public string Recipe { get; init; } = "bidirectional";

    /// <summary>The recipe's own options.</summary>
    public IReadOnlyDictionary<string, string> RecipeOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>Which states become the embedding.</summary>
    public PoolingMode Pooling { get; init; } = PoolingMode.Anchor;

    /// <summary>Longest query in tokens.</summary>
    public int MaxQueryLength { get; init; } = 512;

    /// <summary>Longest answer in tokens.</summary>
    public int MaxAnswerLength { get; init; } = 512;

    /// <summary>The settings a run of this configuration ends with.</summary>
    public static EncoderSettings Of(TrainingConfig config) => new()
    {
        Recipe = config.Recipe,
        RecipeOptions = config.RecipeOptions,
        Pooling = config.Pooling,
        MaxQueryLength = config.MaxQueryLength,
        MaxAnswerLength = config.MaxAnswerLength,
    };

    /// <summary>Reads <c>encoder.json</c> of a model folder; the defaults (fully bidirectional, anchor pooling) when there is none.</summary>
    /// <exception cref="BadInputException">The file is damaged, or was written by a newer version.</exception>
    public static EncoderSettings LoadOrDefault(string modelDirectory)
    {
        var path = Path.Combine(modelDirectory, FileName);
        return File.Exists(path) ? RunJson.ReadFile<EncoderSettings>(path, CurrentFormatVersion) : new();
    }

    internal void Save(string modelDirectory) =>
        AtomicFile.WriteText(Path.Combine(modelDirectory, FileName), RunJson.Write(this));
}
