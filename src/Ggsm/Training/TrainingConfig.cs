using System.Text.Json.Serialization;
using Ggsm.Batches;
using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Runs;
using Ggsm.Users;
using static Ggsm.Training.RangeChecks;

namespace Ggsm.Training;

/// <summary>
/// Everything that decides a run, a record for each concern, written to <c>config.json</c> in snake_case. A fresh one is the quick preset
/// for the contrastive objective. Two runs of one configuration on the same data, machine and thread count have bit-equal losses.
/// </summary>
public sealed record TrainingConfig
{
    private const string SourceOption = "source";
    private const string GuidancePresetOption = "preset";

    /// <summary>The values that mean nothing to the objective of the next token, which refuses them; a name stands for all that begin with it.</summary>
    private static readonly string[] MeaninglessToNextToken =
    [
        "data.mix", "data.hard_negatives", "model.init", "model.lora", "model.adapter", "model.pooling", "model.projection_head", "model.embedding", "model.recompute",
        "mask.", "loss.form", "loss.temperature", "loss.learn_temperature", "loss.margin", "loss.symmetric", "loss.matryoshka", "optimizer.cache_chunk", "run.probe_",
    ];

    private static readonly string[] MeaninglessToContrast = ["loss.bag_of_words_weight", "model.initializer_range"];

    /// <summary>The format of the file.</summary>
    public int FormatVersion { get; init; } = RunFolder.ConfigFormatVersion;

    /// <summary>The preset the values came from; informative.</summary>
    [JsonPropertyName("preset")]
    public string PresetName { get; init; } = "quick";

    /// <summary>What the run learns.</summary>
    public TrainingObjective Objective { get; init; }

    /// <summary>How people become batches.</summary>
    public DataConfig Data { get; init; } = new();

    /// <summary>The model.</summary>
    public ModelConfig Model { get; init; } = new();

    /// <summary>The mask recipe.</summary>
    public MaskConfig Mask { get; init; } = new();

    /// <summary>The loss.</summary>
    public LossConfig Loss { get; init; } = new();

    /// <summary>The optimiser.</summary>
    public OptimizerConfig Optimizer { get; init; } = new();

    /// <summary>The run itself.</summary>
    public RunConfig Run { get; init; } = new();

    /// <summary>The weights <see cref="ModelConfig.Init"/> came to, recorded when the run starts; null for random ones. A resumed run does not need them.</summary>
    public StartingWeights? StartedFrom { get; init; }

    /// <summary>The names <see cref="Preset"/> knows.</summary>
    public static IReadOnlyList<string> PresetNames { get; } = ["quick", "full", "gpu"];

    /// <summary>
    /// <c>quick</c>: minutes on two cores, chosen for what a linear probe reads of people the run has not seen: the mean of the states,
    /// which such a run learns to fill sooner than the anchor, batches of similar length, and the loss of the released code, as users
    /// told from users besides (equation 8) keep so small a decoder guessing for longer than that.
    /// <c>full</c>: longer texts, larger decoder and batch, for an evening on a CPU. <c>gpu</c>: the same kind of run for one GPU.
    /// </summary>
    /// <param name="name">The preset.</param>
    /// <param name="objective">What the run learns; the next token takes about a minute in the quick preset.</param>
    /// <exception cref="BadInputException">There is no such preset.</exception>
    public static TrainingConfig Preset(string name, TrainingObjective objective = TrainingObjective.Contrastive)
    {
        if (!PresetNames.Contains(name))
            throw new BadInputException($"there is no preset '{name}'.", field: "preset", remedy: $"Use one of: {string.Join(", ", PresetNames)}.");
        var quick = new TrainingConfig { PresetName = name, Objective = objective };
        var (decoder, query, answer) = name switch { "full" => ("full", 512, 128), "gpu" => ("gpu", 1_024, 256), _ => ("quick", 256, 128) };
        var sized = quick with
        {
            Data = quick.Data with { MaxQueryLength = query, MaxAnswerLength = answer },
            Model = quick.Model with { Decoder = decoder },
        };
        if (objective == TrainingObjective.NextToken)
        {
            var (steps, sequences, rate, every) = name switch { "full" => (3_000, 16, 2e-3, 100), "gpu" => (8_000, 64, 6e-4, 250), _ => (600, 16, 4e-3, 100) };
            return sized with
            {
                Data = sized.Data with { BatchSize = sequences, BucketBatches = 20 },
                Optimizer = sized.Optimizer with { LearningRate = rate },
                Run = sized.Run with { Steps = steps, CheckpointEvery = every },
            };
        }

        if (name == "quick")
            return sized;
        var gpu = name == "gpu";
        return sized with
        {
            Data = sized.Data with { BatchSize = gpu ? 256 : 64, BucketBatches = 0 },
            Model = sized.Model with { Pooling = null },
            Loss = sized.Loss with { Form = LossForm.AsDescribed },
            Optimizer = sized.Optimizer with { LearningRate = gpu ? 2e-4 : 5e-4 },
            Run = sized.Run with { Steps = gpu ? 5_000 : 2_000, CheckpointEvery = gpu ? 250 : 100, EvalEvery = gpu ? 500 : 200 },
        };
    }

    /// <summary>The mask's schedule: T_warm and T_total in steps of the recipe's clock.</summary>
    [JsonIgnore]
    public MaskSchedule Schedule => new((long)Math.Round(Mask.Warmup * Run.Steps), Run.Steps);

    /// <summary>
    /// The contrastive loss when all embeddings are equal: the logarithm of the number of candidates, which is the batch for the query-answer
    /// negatives of the released code, and as many again among users and among answers in the form described.
    /// </summary>
    [JsonIgnore]
    public double LossOfGuessing => Math.Log(Loss.Form == LossForm.AsReleased ? Data.BatchSize : 1 + (3 * (Data.BatchSize - 1)));

    /// <summary>How the finished model is to be used as an encoder.</summary>
    [JsonIgnore]
    public EncoderSettings Encoder => new()
    {
        Recipe = Mask.Recipe,
        RecipeOptions = Mask.Options,
        Pooling = Model.Pooling ?? PoolingMode.Last,
        ProjectionHead = Model.ProjectionHead,
        Embedding = Model.Embedding,
        Input = Data.Input,
        Budget = Data.Budget,
        MaxQueryLength = Data.MaxQueryLength,
        MaxAnswerLength = Data.MaxAnswerLength,
        Matryoshka = Loss.Matryoshka,
    };

    /// <summary>
    /// This configuration with the choices that depend on others written out: the pooling, the gradient source of a guided recipe
    /// (see <see cref="MaskConfig.Options"/>), and the whole budget.
    /// </summary>
    /// <exception cref="BadInputException">The recipe or one of its options is unknown.</exception>
    public TrainingConfig Resolved()
    {
        var whole = this with { Data = Data with { Budget = new ModalityBudget(Data.Budget).ToDictionary() } };
        if (Objective == TrainingObjective.NextToken)
            return whole;
        var recipe = MaskRecipes.Create(Mask.Recipe, new MaskSettings(Schedule) { HiddenSize = 1, Options = Mask.Options });
        recipe.Learnable?.Dispose();
        var pooling = Model.Pooling ?? (recipe.PoolsByMean ? PoolingMode.Mean : PoolingMode.Last);
        var guidesNothing = recipe.Options.ContainsKey(SourceOption)
            && !Mask.Options.ContainsKey(SourceOption) && !Mask.Options.ContainsKey(GuidancePresetOption);
        return whole with
        {
            Model = Model with { Pooling = pooling },
            Mask = guidesNothing
                ? Mask with { Options = new Dictionary<string, string>(Mask.Options) { [SourceOption] = HiddenSource.InputEmbeddings.ToString() } }
                : Mask,
        };
    }

    /// <summary>The run that makes the weights of <see cref="ModelConfig.PretrainedInit"/>: that of this decoder's preset, with the seed 1 whatever this run's.</summary>
    internal TrainingConfig Pretraining()
    {
        var preset = Preset(Model.Decoder, TrainingObjective.NextToken);
        return preset with
        {
            Data = preset.Data with { Input = Data.Input, Budget = Data.Budget, MaxQueryLength = Data.MaxQueryLength, MaxAnswerLength = Data.MaxAnswerLength },
            Run = preset.Run with { Device = Run.Device, Threads = Run.Threads },
        };
    }

    /// <summary>The shape of the decoder that the objective of the next token trains.</summary>
    /// <param name="vocabularySize">Number of token ids.</param>
    internal DecoderConfig DecoderFor(int vocabularySize)
    {
        var shape = DecoderConfig.Preset(Model.Decoder, vocabularySize);
        return shape with { InitializerRange = Model.InitializerRange ?? shape.InitializerRange, EmbeddingInitializerRange = null };
    }

    /// <summary>The configuration a run was made with.</summary>
    /// <exception cref="BadInputException">The file is damaged, or was written by a newer version.</exception>
    public static TrainingConfig Of(RunFolder run) => Load(run.ConfigFile);

    /// <summary>
    /// Loads a data folder, a file or a world that is made while it is read, cut by the tokenizer of the run that is
    /// resumed, else by that of the folder the run starts from, where these have one; else by the data's own.
    /// </summary>
    /// <param name="path">The data.</param>
    /// <param name="resumed">The run that is continued; null for a new one.</param>
    /// <exception cref="BadInputException">Something is missing or malformed: names file, line and field.</exception>
    public TrainingData LoadData(string path, RunFolder? resumed = null) => TrainingData.Load(path, Data, resumed?.TokenizerDirectory, Model.InitFolder);

    /// <summary>An encoder as this run's with random weights, whatever the run starts from: the floor every trained encoder is compared with.</summary>
    public UserEncoder Untrained(UserTokenizer tokenizer)
    {
        var whole = Resolved();
        return UserEncoder.Untrained(whole.Model, whole.Encoder, tokenizer, Run.Seed, Run.Device);
    }

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <exception cref="BadInputException">The file is damaged, has an unknown field, or was written by a newer version.</exception>
    public static TrainingConfig Load(string path) => RunJson.ReadFile<TrainingConfig>(path, RunFolder.ConfigFormatVersion);

    /// <summary>Writes <c>config.json</c>, whole or not at all.</summary>
    public void Save(string path) => AtomicFile.WriteText(path, RunJson.Write(this));

    /// <summary>Checks every value that can be judged without data, recipe or decoder.</summary>
    /// <exception cref="BadInputException">A value is out of its range; its dotted path is named.</exception>
    public void Validate()
    {
        var nextToken = Objective == TrainingObjective.NextToken;
        AtLeast(Data.BatchSize, nextToken ? 1 : 2);
        AtLeast(Data.BucketBatches, 0);
        AtLeast(Data.MaxQueryLength, 2);
        AtLeast(Data.MaxAnswerLength, 2);
        AtLeast(Data.HardNegatives ?? 0, 0, "data.hard_negatives");
        _ = new ModalityBudget(Data.Budget);
        foreach (var (stream, share) in Data.Mix)
            Require(share is > 0 and < double.PositiveInfinity, share, "more than 0", $"data.mix.{stream}");

        Positive(Model.InitializerRange ?? 1, "model.initializer_range");
        Model.Lora?.Validate();
        if (Model.Adapter is not null && Model.Lora is not null)
            throw new BadInputException("an adapter to go on with and a fresh one were both asked for.", field: "model.adapter", remedy: "Leave out the values of LoRA; the adapter brings its own.");
        if (Model.Adapter is not null && Model.Init == ModelConfig.RandomInit)
            throw new BadInputException("an adapter belongs to the weights it was trained on, and the run starts from random ones.", field: "model.adapter", remedy: "Name the weights with --init.");
        if (Model.Init.Length == 0)
            throw new BadInputException("what to start from is not said.", field: "model.init", remedy: $"Use {ModelConfig.PretrainedInit}, {ModelConfig.RandomInit}, or a folder.");

        if (Mask.Options.FirstOrDefault(option => option.Value is null).Key is { } empty)
            throw new BadInputException("null was given, a text is expected.", field: $"mask.options.{empty}");
        Share(Mask.Warmup);
        AtLeast(Mask.Snapshots, 2);

        Positive(Loss.Temperature);
        if (Loss.LearnTemperature)
            Require(LearnableTemperature.IsInRange(Loss.Temperature), Loss.Temperature, FormattableString.Invariant($"between {LearnableTemperature.Least} and {LearnableTemperature.Most} when it is learnt"));
        Require(Loss.Margin is null or (>= 0 and <= float.MaxValue), Loss.Margin ?? 0, "0 or more", "loss.margin");
        if (Loss.MatryoshkaWeights.Count > 0)
            Require(Loss.MatryoshkaWeights.Count == Loss.Matryoshka.Count, Loss.MatryoshkaWeights.Count, $"one weight for each of the {Loss.Matryoshka.Count} sizes", "loss.matryoshka_weights");
        MatryoshkaSizes.Check(Loss.Options.Matryoshka);
        Require(Loss.BagOfWordsWeight is >= 0 and <= float.MaxValue, Loss.BagOfWordsWeight, "0 or more");

        Positive(Optimizer.LearningRate);
        Rate(Optimizer.LearningRate);
        Share(Optimizer.Warmup);
        Rate(Optimizer.WeightDecay);
        Rate(Optimizer.LearningRate * Optimizer.WeightDecay, "optimizer.weight_decay");
        Positive(Optimizer.ClipNorm);
        AtLeast(Optimizer.AccumulationSteps, 1);
        AtLeast(Optimizer.CacheChunk, 0);

        AtLeast(Run.Steps, 1);
        AtLeast(Run.Threads, 0);
        AtLeast(Run.CheckpointEvery, 1);
        AtLeast(Run.KeepCheckpoints, 1);
        AtLeast(Run.EvalEvery, 0);
        AtLeast(Run.EvalPairs, 2);
        AtLeast(Run.ProbeEvery, 0);
        AtLeast(Run.ProbePeople, 2);
        AtLeast(Run.EvaluationPairs, 2);
        Require(Run.DivergenceFactor is 0 or (> 1 and < double.PositiveInfinity), Run.DivergenceFactor, "0, or more than 1");
        AtLeast(Run.DivergencePatience, 1);

        var meaningless = nextToken ? MeaninglessToNextToken : MeaninglessToContrast;
        if (RunJson.Differences(this, new TrainingConfig()).FirstOrDefault(path => Array.Exists(meaningless, name => path.StartsWith(name, StringComparison.Ordinal))) is { } field)
            throw new BadInputException($"it means nothing to a run that learns {(nextToken ? "the next token" : "by contrast")}.", field: field, remedy: "Leave it out.");
    }

    /// <summary>The values in which two configurations would give different losses, by their dotted paths; empty when a run of one continues the other.</summary>
    public IReadOnlyList<string> DifferencesThatMatter(TrainingConfig other) =>
        RunJson.Differences(WithoutBookkeeping(this), WithoutBookkeeping(other));

    /// <summary>This configuration without what decides no number of a run.</summary>
    internal static TrainingConfig WithoutBookkeeping(TrainingConfig config) => config with
    {
        PresetName = "",
        StartedFrom = null,
        Model = config.Model with { Embedding = EmbeddingState.Pooled },
        Run = new() { Seed = config.Run.Seed, Steps = config.Run.Steps },
    };
}
