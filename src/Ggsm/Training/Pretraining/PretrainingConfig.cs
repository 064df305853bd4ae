using System.Text.Json.Serialization;
using Ggsm.Decoder;
using Ggsm.Users;
using static Ggsm.Training.RangeChecks;

namespace Ggsm.Training.Pretraining;

/// <summary>
/// Everything that decides the causal pretraining of a small decoder, written to <c>pretraining.json</c> in snake_case. Two
/// of one configuration on the same data, machine and thread count are bit-equal.
/// </summary>
public sealed record PretrainingConfig
{
    /// <summary>The format of <c>pretraining.json</c> this version writes, and the newest it reads.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>The format of the file.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>The preset the values came from; informative.</summary>
    [JsonPropertyName("preset")]
    public string PresetName { get; init; } = "quick";

    /// <summary>The decoder's size, a preset of <see cref="DecoderConfig"/>.</summary>
    public string Decoder { get; init; } = "quick";

    /// <summary>
    /// Standard deviation of the random weights pretraining starts from, embeddings included; null sizes them by the decoder's width. The
    /// embeddings are the scores' matrix too, so at one half they would begin with scores of four and more.
    /// </summary>
    public double? InitializerRange { get; init; }

    /// <summary>Decides initial weights and data order.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Optimiser updates.</summary>
    public int Steps { get; init; } = 600;

    /// <summary>Sequences in a batch; all of them where the data has fewer.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>How users become positions of the input; of an event the decoder predicts the tokens of its values.</summary>
    public InputForm Input { get; init; }

    /// <summary>How much of each modality is taken, by name; modalities not named have the default of <see cref="ModalityBudget"/>.</summary>
    public IReadOnlyDictionary<string, int> Budget { get; init; } = new Dictionary<string, int>();

    /// <summary>Longest query in positions, the anchor included.</summary>
    public int MaxQueryLength { get; init; } = 256;

    /// <summary>Longest answer in tokens, <c>&lt;EOS&gt;</c> included.</summary>
    public int MaxAnswerLength { get; init; } = 128;

    /// <summary>The peak of the learning rate, reached by linear warm-up and left by a half cosine.</summary>
    public double LearningRate { get; init; } = 4e-3;

    /// <summary>Share of the updates spent in the learning rate's warm-up, 0 to 1.</summary>
    public double LearningRateWarmup { get; init; } = 0.1;

    /// <summary>Decoupled weight decay of matrices and embeddings.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Largest norm of all gradients of an update together.</summary>
    public double ClipNorm { get; init; } = 1.0;

    /// <summary>
    /// What the summary counts beside the next tokens: the loss is the mean over these, plus this times the mean over the summaries
    /// (<see cref="PretrainingLoss"/>). At 0 the last position learns nothing: a language model alone.
    /// </summary>
    public double SummaryWeight { get; init; } = 2;

    /// <summary><c>auto</c> (CUDA when there), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Threads of the matrix products; 0 leaves libtorch's own choice.</summary>
    public int Threads { get; init; }

    /// <summary>Updates between two checkpoints; one is always written at the end and on interruption.</summary>
    public int CheckpointEvery { get; init; } = 100;

    /// <summary>
    /// <c>quick</c>: about a minute on two cores. <c>full</c>: the larger decoder on longer texts, a part of an evening on a
    /// CPU. <c>gpu</c>: the same kind of run for one GPU.
    /// </summary>
    /// <exception cref="BadInputException">There is no such preset.</exception>
    public static PretrainingConfig Preset(string name)
    {
        var lengths = TrainingConfig.Preset(name);
        var config = new PretrainingConfig
        {
            PresetName = name,
            Decoder = lengths.Decoder,
            MaxQueryLength = lengths.MaxQueryLength,
            MaxAnswerLength = lengths.MaxAnswerLength,
        };
        return name switch
        {
            "full" => config with { Steps = 3_000, LearningRate = 2e-3 },
            "gpu" => config with { Steps = 8_000, BatchSize = 64, LearningRate = 6e-4, CheckpointEvery = 250 },
            _ => config,
        };
    }

    /// <summary>The pretraining a training run starts from when it names no weights of its own: that of its decoder's preset, with the seed 1 whatever the run's.</summary>
    public static PretrainingConfig For(TrainingConfig config) => Preset(config.Decoder) with
    {
        Input = config.Input,
        Budget = config.Budget,
        MaxQueryLength = config.MaxQueryLength,
        MaxAnswerLength = config.MaxAnswerLength,
        Device = config.Device,
        Threads = config.Threads,
    };

    /// <summary>The shape of the decoder to train.</summary>
    public DecoderConfig DecoderFor(int vocabularySize)
    {
        var config = DecoderConfig.Preset(Decoder, vocabularySize);
        return config with { InitializerRange = InitializerRange ?? config.InitializerRange, EmbeddingInitializerRange = null };
    }

    /// <summary>The encoder of events to train with it; null where all positions are tokens.</summary>
    internal EventEncoderConfig? Events => EventTensorsBuilder.EncoderFor(Input);

    /// <summary>Reads <c>pretraining.json</c>.</summary>
    /// <exception cref="BadInputException">The file is damaged, has an unknown field, or was written by a newer version.</exception>
    public static PretrainingConfig Load(string path) => RunJson.ReadFile<PretrainingConfig>(path, CurrentFormatVersion);

    /// <summary>Writes <c>pretraining.json</c>, whole or not at all.</summary>
    public void Save(string path) => AtomicFile.WriteText(path, RunJson.Write(this));

    /// <summary>Checks every value that can be judged without data.</summary>
    /// <exception cref="BadInputException">A value is out of its range; the field is named.</exception>
    public void Validate()
    {
        AtLeast(Steps, 1, nameof(Steps));
        AtLeast(BatchSize, 1, nameof(BatchSize));
        AtLeast(MaxQueryLength, 2, nameof(MaxQueryLength));
        _ = new ModalityBudget(Budget);
        AtLeast(MaxAnswerLength, 2, nameof(MaxAnswerLength));
        AtLeast(CheckpointEvery, 1, nameof(CheckpointEvery));
        AtLeast(Threads, 0, nameof(Threads));
        Positive(LearningRate, nameof(LearningRate));
        Rate(LearningRate, nameof(LearningRate));
        Positive(InitializerRange ?? 1, nameof(InitializerRange));
        Positive(ClipNorm, nameof(ClipNorm));
        Share(LearningRateWarmup, nameof(LearningRateWarmup));
        Require(SummaryWeight is >= 0 and <= float.MaxValue, SummaryWeight, "0 or more", nameof(SummaryWeight));
        Rate(WeightDecay, nameof(WeightDecay));
        Rate(LearningRate * WeightDecay, nameof(WeightDecay));
    }

    /// <summary>The fields in which two configurations would give different weights, in snake_case.</summary>
    public IReadOnlyList<string> DifferencesThatMatter(PretrainingConfig other) =>
        RunJson.Differences(WithoutBookkeeping(), other.WithoutBookkeeping());

    internal PretrainingConfig WithoutBookkeeping() => this with { PresetName = "", Budget = new ModalityBudget(Budget).ToDictionary(), Device = "", Threads = 0, CheckpointEvery = 1 };
}
