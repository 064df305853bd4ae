using System.Text.Json;
using System.Text.Json.Serialization;
using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Masks;
using Ggsm.Users;
using static Ggsm.Training.RangeChecks;

namespace Ggsm.Training;

/// <summary>
/// Everything that decides a run, written to <c>config.json</c> in snake_case. Two runs of one configuration on the same
/// data, machine and thread count have bit-equal losses.
/// </summary>
public sealed record TrainingConfig
{
    /// <summary>The value of <see cref="Init"/> for random weights.</summary>
    public const string RandomInit = "random";

    /// <summary>The value of <see cref="Init"/> for weights pretrained causally on the training part.</summary>
    public const string PretrainedInit = "pretrained";

    /// <summary>How many held-out pairs a test at the end of a run or a pretraining takes at most, unless told otherwise.</summary>
    internal const int MostEvaluationPairs = 2_000;

    /// <summary>The values that mean nothing to the objective of the next token; it refuses them.</summary>
    private static readonly string[] MeaninglessToNextToken =
    [
        nameof(Recipe), nameof(RecipeOptions), nameof(MaskWarmup), nameof(MaskSnapshots), nameof(Pooling), nameof(ProjectionHead), nameof(Embedding),
        nameof(Loss), nameof(Temperature), nameof(LearnTemperature), nameof(Margin), nameof(Symmetric), nameof(HardNegatives), nameof(Matryoshka),
        nameof(MatryoshkaWeights), nameof(CacheChunk), nameof(Mix), nameof(Init), nameof(Lora), nameof(Adapter), nameof(Recompute), nameof(ProbeEvery), nameof(ProbePeople),
    ];

    private static readonly string[] MeaninglessToContrast = [nameof(BagOfWordsWeight), nameof(InitializerRange)];

    private const string SourceOption = "source";
    private const string GuidancePresetOption = "preset";

    /// <summary>The format of <c>config.json</c> this version writes, and the newest it reads.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>The format of the file.</summary>
    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>The preset the values came from; informative.</summary>
    [JsonPropertyName("preset")]
    public string PresetName { get; init; } = "quick";

    /// <summary>What the run learns.</summary>
    public TrainingObjective Objective { get; init; }

    /// <summary>The mask recipe, a name of <c>MaskRecipes.Names</c>.</summary>
    public string Recipe { get; init; } = "ggsm";

    /// <summary>Decides initial weights, data order and every other draw.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Optimiser updates of the whole run.</summary>
    public int Steps { get; init; } = 240;

    /// <summary>
    /// Pairs in a micro-batch, and so candidates in a loss; accumulation adds no negatives. For the objective of the next token,
    /// sequences: all of them where the data has fewer.
    /// </summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Micro-batches whose gradients are averaged into one update.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>
    /// Gradient cache: pairs of a micro-batch that are encoded at a time, so that a micro-batch with all its negatives trains in
    /// the memory of this many pairs, for a second forward pass (see <see cref="ContrastiveStep"/>). 0 is off: the whole
    /// micro-batch is on one graph.
    /// </summary>
    public int CacheChunk { get; init; }

    /// <summary>How users become positions of the input: their events as text, or a position for each event.</summary>
    public InputForm Input { get; init; }

    /// <summary>
    /// How much of each modality a user's prompt takes at most, the newest events, by the modality's name; all six are always written out
    /// in <c>config.json</c> (<see cref="Resolved"/>). What does not fit <see cref="MaxQueryLength"/> is left out besides.
    /// </summary>
    public IReadOnlyDictionary<string, int> Budget { get; init; } = new Dictionary<string, int>();

    /// <summary>Longest query in positions, the anchor included; a longer one loses its oldest events.</summary>
    public int MaxQueryLength { get; init; } = 256;

    /// <summary>Longest answer in tokens, <c>&lt;EOS&gt;</c> included.</summary>
    public int MaxAnswerLength { get; init; } = 128;

    /// <summary>The peak of the learning rate, reached by linear warm-up and left by a half cosine.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Share of the updates spent in the learning rate's warm-up, 0 to 1.</summary>
    public double LearningRateWarmup { get; init; } = 0.1;

    /// <summary>Decoupled weight decay, on matrices and embeddings.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Whether norms and biases decay as well, as in the released code.</summary>
    public bool DecayEverything { get; init; }

    /// <summary>
    /// Micro-batches of a window in which pairs are sorted by the length of their query before they are divided, so that less of
    /// a batch is padding; 0 does not sort. Pairs of similar length are then one another's negatives. The length is counted in tokens
    /// up to 20,000 training pairs, beyond in bytes of the line a query is made from, which needs no tokenizing.
    /// </summary>
    public int BucketBatches { get; init; }

    /// <summary>
    /// The share of each data stream in a micro-batch by its name, such as <c>behavior</c> 3 and <c>qa</c> 1; pairs of other
    /// streams are left out. Empty draws pairs as they come.
    /// </summary>
    public IReadOnlyDictionary<string, double> Mix { get; init; } = new Dictionary<string, double>();

    /// <summary>Whether users' prompts carry the instruction of their pair; without, all are the prompt of the general embedding.</summary>
    public bool Instructions { get; init; } = true;

    /// <summary>Largest norm of all gradients of an update together.</summary>
    public double ClipNorm { get; init; } = 1.0;

    /// <summary>
    /// The recipe's own options, by name: among them the mask's clock (<c>clock</c>: <c>update</c> or <c>micro-batch</c>)
    /// and where the gradient that guides it is taken (<c>source</c>: <c>last</c>, <c>input</c> or <c>layer:k</c>).
    /// With <see cref="PoolingMode.Anchor"/> the gradient of the last hidden states is zero but at the anchor, so the
    /// trainer takes the input embeddings unless a source or a <c>preset</c> is given here; the paper's literal reading is <c>last</c>.
    /// With <see cref="PoolingMode.Mean"/> it is the same at all positions of a user: name a source there for a guidance that differs.
    /// </summary>
    public IReadOnlyDictionary<string, string> RecipeOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>T_warm as a share of <see cref="Steps"/>; the paper gives none, the released code 0.1.</summary>
    public double MaskWarmup { get; init; } = 0.1;

    /// <summary>
    /// Which states become the embedding; null for what the recipe follows: the mean for <c>ggsm-released</c> and for ggsm with
    /// <c>preset=as-released</c>, else the anchor. A recipe with an anchor of its own (<c>hybrid-query</c>) takes that one in any case.
    /// </summary>
    public PoolingMode? Pooling { get; init; }

    /// <summary>What stands between the pooled state and the loss, of both towers alike. It trains with the decoder, also beside a frozen one.</summary>
    public ProjectionHead ProjectionHead { get; init; }

    /// <summary>
    /// Which state the finished encoder gives as the embedding, and what probes along the run read, where there is a head. Retrieval
    /// compares what the loss compares in any case.
    /// </summary>
    public EmbeddingState Embedding { get; init; }

    /// <summary>Which form of InfoNCE.</summary>
    public LossForm Loss { get; init; } = LossForm.AsDescribed;

    /// <summary>Temperature tau of the loss; the paper gives none, the released code 0.07 and 0.02.</summary>
    public double Temperature { get; init; } = 0.07;

    /// <summary>
    /// Negatives more similar than the positive pair by more than this are left out (c_margin); null keeps all. The paper
    /// gives no value, the released code 0.1. Before contrastive training all users look alike, and a margin then takes
    /// every user-user negative for a false one until the towers have come apart: the presets keep all.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Margin { get; init; }

    /// <summary>Whether the loss is also taken from answers to users, and averaged.</summary>
    public bool Symmetric { get; init; }

    /// <summary>
    /// Whether the temperature is trained with the model, from <see cref="Temperature"/> on, as its logarithm, without weight decay
    /// and between 0.01 and 1 (see <see cref="LearnableTemperature"/>).
    /// </summary>
    public bool LearnTemperature { get; init; }

    /// <summary>
    /// Hard negatives taken of each pair at most, the first of its field <c>negatives</c>; 0 takes none, null all that are given.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? HardNegatives { get; init; }

    /// <summary>
    /// Matryoshka: prefixes of the embedding, in numbers, each of which is trained to stand on its own; the loss is the mean of
    /// theirs. Empty trains the whole embedding alone. The largest is the size the model embeds with, so list the decoder's
    /// hidden size too to keep it. Where there is a projection head, they are prefixes of what comes out of it.
    /// </summary>
    public IReadOnlyList<int> Matryoshka { get; init; } = [];

    /// <summary>The weight of each of <see cref="Matryoshka"/> in the mean; empty gives all the same.</summary>
    public IReadOnlyList<double> MatryoshkaWeights { get; init; } = [];

    /// <summary>
    /// Next token: what the bag of words at the end of each sequence counts beside the next tokens: the loss is the mean over these, plus
    /// this times the mean over the bags (<see cref="NextTokenLoss"/>). At 0 the last position learns nothing: a language model alone.
    /// </summary>
    public double BagOfWordsWeight { get; init; } = 2;

    /// <summary>
    /// Next token: standard deviation of the random weights the decoder starts from, embeddings included; null sizes them by the
    /// decoder's width. The embeddings are the scores' matrix too, so at one half they would begin with scores of four and more.
    /// </summary>
    public double? InitializerRange { get; init; }

    /// <summary>The decoder's size, a preset of <c>DecoderConfig</c>; ignored when <see cref="Init"/> names a folder, which says its own.</summary>
    public string Decoder { get; init; } = "quick";

    /// <summary>
    /// What the run starts from: <see cref="RandomInit"/>, every preset's choice; <see cref="PretrainedInit"/>, a decoder of this size
    /// pretrained causally on the training part, made once and kept; or a folder in Hugging Face's layout, whether <c>pretrain</c> made it
    /// or not.
    /// </summary>
    public string Init { get; init; } = RandomInit;

    /// <summary>The weights <see cref="Init"/> came to, recorded when the run starts; null for random ones. A resumed run does not need them.</summary>
    public StartingWeights? StartedFrom { get; init; }

    /// <summary>
    /// Low-rank adaptation: the decoder stays frozen and its projections learn a difference of low rank. Null trains every
    /// parameter, as suits a decoder from random weights. The paper trains with rank 64 and alpha 64, the released code with 32 and 32.
    /// </summary>
    public LoraConfig? Lora { get; init; }

    /// <summary>
    /// The folder of a PEFT adapter that the run goes on with; its own rank, alpha, dropout and targets hold, so <see cref="Lora"/> stays
    /// null. An adapter that lies in the folder <see cref="Init"/> names needs no mention. A resumed run does not need it any more.
    /// </summary>
    public string? Adapter { get; init; }

    /// <summary>How attention is computed; decides memory, speed and rounding only.</summary>
    public AttentionPath Attention { get; init; }

    /// <summary>The number type of the matrix products; weights, softmax, norms, loss and the optimiser are fp32 either way.</summary>
    public Precision Precision { get; init; }

    /// <summary>Whether the layers run once more in backward instead of keeping their insides: less memory for about a third more time.</summary>
    public bool Recompute { get; init; }

    /// <summary><c>auto</c> (CUDA when there), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Threads of the matrix products; 0 leaves libtorch's own choice.</summary>
    public int Threads { get; init; }

    /// <summary>Updates between two checkpoints; one is always written at the end and on interruption.</summary>
    public int CheckpointEvery { get; init; } = 50;

    /// <summary>How many of the newest checkpoints are kept.</summary>
    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>Updates between two evaluations on held-out pairs, written to <c>eval.jsonl</c>; 0 makes none. Evaluating changes no loss.</summary>
    public int EvalEvery { get; init; }

    /// <summary>Held-out pairs in an evaluation along the run, the first ones; for the end see <see cref="EvaluationPairs"/>.</summary>
    public int EvalPairs { get; init; } = 512;

    /// <summary>
    /// Updates between two probes of held-out people's labels, written to <c>eval.jsonl</c>, one line a task; 0 makes none. Probing
    /// changes no loss.
    /// </summary>
    public int ProbeEvery { get; init; }

    /// <summary>Held-out people in a probe along the run, at most, the first ones: one half is fitted on, the other tested.</summary>
    public int ProbePeople { get; init; } = 4_000;

    /// <summary>
    /// Held-out pairs in the retrieval test at the end, at most; where there are more, <see cref="Seed"/> chooses. Recall and
    /// chance are those among this many.
    /// </summary>
    public int EvaluationPairs { get; init; } = MostEvaluationPairs;

    /// <summary>
    /// A loss above this many times the median of the last fifty good ones, and near or above that of guessing, counts as
    /// exploding; 0 lets it. A loss or gradient that is not a number ends the run in any case.
    /// </summary>
    public double DivergenceFactor { get; init; } = 3;

    /// <summary>Exploding updates in a row that end the run.</summary>
    public int DivergencePatience { get; init; } = 5;

    /// <summary>About how many times along the run the mask is written to <c>masks.jsonl</c>; first and last step always are.</summary>
    public int MaskSnapshots { get; init; } = 20;

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
        TrainingConfig sized = name switch
        {
            "quick" => new(),
            "full" => new() { PresetName = name, Decoder = "full", MaxQueryLength = 512, MaxAnswerLength = 128 },
            "gpu" => new() { PresetName = name, Decoder = "gpu", MaxQueryLength = 1_024, MaxAnswerLength = 256 },
            _ => throw new BadInputException($"there is no preset '{name}'.", field: "preset",
                remedy: $"Use one of: {string.Join(", ", PresetNames)}."),
        };
        return (name, objective) switch
        {
            ("quick", TrainingObjective.Contrastive) => sized with { Steps = 2_400, BatchSize = 64, BucketBatches = 8, Pooling = PoolingMode.Mean, Loss = LossForm.AsReleased, CheckpointEvery = 200 },
            ("full", TrainingObjective.Contrastive) => sized with { Steps = 2_000, BatchSize = 64, LearningRate = 5e-4, CheckpointEvery = 100, EvalEvery = 200 },
            ("gpu", TrainingObjective.Contrastive) => sized with { Steps = 5_000, BatchSize = 256, LearningRate = 2e-4, CheckpointEvery = 250, EvalEvery = 500 },
            ("full", _) => sized with { Objective = objective, Steps = 3_000, BatchSize = 16, BucketBatches = 20, LearningRate = 2e-3, CheckpointEvery = 100 },
            ("gpu", _) => sized with { Objective = objective, Steps = 8_000, BatchSize = 64, BucketBatches = 20, LearningRate = 6e-4, CheckpointEvery = 250 },
            _ => sized with { Objective = objective, Steps = 600, BatchSize = 16, BucketBatches = 20, LearningRate = 4e-3, CheckpointEvery = 100 },
        };
    }

    /// <summary>The run that makes the weights of <see cref="PretrainedInit"/>: that of this decoder's preset, with the seed 1 whatever this run's.</summary>
    internal TrainingConfig Pretraining() => Preset(Decoder, TrainingObjective.NextToken) with
    {
        Input = Input,
        Budget = Budget,
        MaxQueryLength = MaxQueryLength,
        MaxAnswerLength = MaxAnswerLength,
        Device = Device,
        Threads = Threads,
    };

    /// <summary>The shape of the decoder that the objective of the next token trains.</summary>
    /// <param name="vocabularySize">Number of token ids.</param>
    internal DecoderConfig DecoderFor(int vocabularySize)
    {
        var shape = DecoderConfig.Preset(Decoder, vocabularySize);
        return shape with { InitializerRange = InitializerRange ?? shape.InitializerRange, EmbeddingInitializerRange = null };
    }

    /// <summary>The folder of the weights <see cref="Init"/> names, that of the finished model where it is a run; null when it names none.</summary>
    [JsonIgnore]
    public string? InitFolder => Init is RandomInit or PretrainedInit ? null : RunFolder.WeightsIn(Init);

    /// <summary>The mask's schedule: T_warm and T_total in steps of the recipe's clock.</summary>
    [JsonIgnore]
    public MaskSchedule Schedule => new((long)Math.Round(MaskWarmup * Steps), Steps);

    /// <summary>How the decoder computes.</summary>
    [JsonIgnore]
    public DecoderExecution Execution => new() { Attention = Attention, Precision = Precision, Recompute = Recompute };

    /// <summary>The loss's options.</summary>
    [JsonIgnore]
    public InfoNceOptions LossOptions =>
        (Loss == LossForm.AsReleased ? InfoNceOptions.AsReleased : InfoNceOptions.AsDescribed) with
        {
            Temperature = Temperature,
            Margin = Margin,
            Symmetric = Symmetric,
            Matryoshka = [.. Matryoshka.Select((size, i) => new MatryoshkaSize(size, MatryoshkaWeights.Count == 0 ? 1 : MatryoshkaWeights[i]))],
        };

    /// <summary>
    /// The loss when all embeddings are equal: the logarithm of the number of candidates, which is the batch for the query-answer
    /// negatives of the released code, and as many again among users and among answers in the form described.
    /// </summary>
    [JsonIgnore]
    public double LossOfGuessing => Math.Log(Loss == LossForm.AsReleased ? BatchSize : 1 + (3 * (BatchSize - 1)));

    /// <summary>
    /// This configuration with the choices that depend on others written out: the pooling, the gradient source of a guided recipe
    /// under anchor pooling (see <see cref="RecipeOptions"/>), and the whole budget.
    /// </summary>
    /// <exception cref="BadInputException">The recipe or one of its options is unknown.</exception>
    public TrainingConfig Resolved()
    {
        if (Objective == TrainingObjective.NextToken)
            return this with { Budget = new ModalityBudget(Budget).ToDictionary() };
        var recipe = MaskRecipes.Create(Recipe, new MaskSettings(Schedule) { HiddenSize = 1, Options = RecipeOptions });
        recipe.Learnable?.Dispose();
        var pooling = Pooling ?? (recipe.PoolsByMean ? PoolingMode.Mean : PoolingMode.Anchor);
        var guidesNothing = pooling == PoolingMode.Anchor && recipe.Options.ContainsKey(SourceOption)
            && !RecipeOptions.ContainsKey(SourceOption) && !RecipeOptions.ContainsKey(GuidancePresetOption);
        return this with
        {
            Pooling = pooling,
            Budget = new ModalityBudget(Budget).ToDictionary(),
            RecipeOptions = guidesNothing
                ? new Dictionary<string, string>(RecipeOptions) { [SourceOption] = HiddenSource.InputEmbeddings.ToString() }
                : RecipeOptions,
        };
    }

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <exception cref="BadInputException">The file is damaged, has an unknown field, or was written by a newer version.</exception>
    public static TrainingConfig Load(string path) => RunJson.ReadFile<TrainingConfig>(path, CurrentFormatVersion);

    /// <summary>Writes <c>config.json</c>, whole or not at all.</summary>
    public void Save(string path) => AtomicFile.WriteText(path, RunJson.Write(this));

    /// <summary>Checks every value that can be judged without data, recipe or decoder.</summary>
    /// <exception cref="BadInputException">A value is out of its range; the field is named.</exception>
    public void Validate()
    {
        if (RecipeOptions.FirstOrDefault(option => option.Value is null).Key is { } empty)
            throw new BadInputException("null was given, a text is expected.", field: $"recipe_options.{empty}");
        foreach (var name in Objective == TrainingObjective.NextToken ? MeaninglessToNextToken : MeaninglessToContrast)
            RefuseMeaningless(name);
        AtLeast(Steps, 1, nameof(Steps));
        AtLeast(BatchSize, Objective == TrainingObjective.NextToken ? 1 : 2, nameof(BatchSize));
        Require(BagOfWordsWeight is >= 0 and <= float.MaxValue, BagOfWordsWeight, "0 or more", nameof(BagOfWordsWeight));
        Positive(InitializerRange ?? 1, nameof(InitializerRange));
        AtLeast(AccumulationSteps, 1, nameof(AccumulationSteps));
        AtLeast(CacheChunk, 0, nameof(CacheChunk));
        AtLeast(MaxQueryLength, 2, nameof(MaxQueryLength));
        _ = new ModalityBudget(Budget);
        AtLeast(MaxAnswerLength, 2, nameof(MaxAnswerLength));
        AtLeast(CheckpointEvery, 1, nameof(CheckpointEvery));
        AtLeast(KeepCheckpoints, 1, nameof(KeepCheckpoints));
        AtLeast(MaskSnapshots, 2, nameof(MaskSnapshots));
        AtLeast(Threads, 0, nameof(Threads));
        Lora?.Validate();
        if (Adapter is not null && Lora is not null)
            throw new BadInputException("an adapter to go on with and a fresh one were both asked for.", field: "adapter", remedy: "Leave out the values of LoRA; the adapter brings its own.");
        if (Adapter is not null && Init == RandomInit)
            throw new BadInputException("an adapter belongs to the weights it was trained on, and the run starts from random ones.", field: "adapter", remedy: "Name the weights with --init.");
        AtLeast(BucketBatches, 0, nameof(BucketBatches));
        foreach (var (stream, share) in Mix)
            Require(share is > 0 and < double.PositiveInfinity, share, "more than 0", $"mix.{stream}");
        AtLeast(EvalEvery, 0, nameof(EvalEvery));
        AtLeast(EvalPairs, 2, nameof(EvalPairs));
        AtLeast(EvaluationPairs, 2, nameof(EvaluationPairs));
        AtLeast(ProbeEvery, 0, nameof(ProbeEvery));
        AtLeast(ProbePeople, 2, nameof(ProbePeople));
        AtLeast(DivergencePatience, 1, nameof(DivergencePatience));
        Require(DivergenceFactor is 0 or (> 1 and < double.PositiveInfinity), DivergenceFactor, "0, or more than 1", nameof(DivergenceFactor));
        if (Init.Length == 0)
            throw new BadInputException("what to start from is not said.", field: "init", remedy: $"Use {PretrainedInit}, {RandomInit}, or a folder.");
        Positive(LearningRate, nameof(LearningRate));
        Rate(LearningRate, nameof(LearningRate));
        Positive(ClipNorm, nameof(ClipNorm));
        Positive(Temperature, nameof(Temperature));
        Share(LearningRateWarmup, nameof(LearningRateWarmup));
        Share(MaskWarmup, nameof(MaskWarmup));
        Rate(WeightDecay, nameof(WeightDecay));
        Rate(LearningRate * WeightDecay, nameof(WeightDecay));
        AtLeast(HardNegatives ?? 0, 0, nameof(HardNegatives));
        if (LearnTemperature)
            Require(LearnableTemperature.IsInRange(Temperature), Temperature, FormattableString.Invariant($"between {LearnableTemperature.Least} and {LearnableTemperature.Most} when it is learnt"), nameof(Temperature));
        if (MatryoshkaWeights.Count > 0)
            Require(MatryoshkaWeights.Count == Matryoshka.Count, MatryoshkaWeights.Count, $"one weight for each of the {Matryoshka.Count} sizes", nameof(MatryoshkaWeights));
        MatryoshkaSizes.Check(LossOptions.Matryoshka);
        Require(Margin is null or (>= 0 and <= float.MaxValue), Margin ?? 0, "0 or more", nameof(Margin));
    }

    /// <summary>The fields in which two configurations would give different losses, in snake_case; empty when a run of one continues the other.</summary>
    public IReadOnlyList<string> DifferencesThatMatter(TrainingConfig other) =>
        RunJson.Differences(WithoutBookkeeping(this), WithoutBookkeeping(other));

    private void RefuseMeaningless(string name)
    {
        var field = JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
        if (RunJson.Differences(this, new TrainingConfig()).Contains(field))
            throw new BadInputException($"it means nothing to a run that learns {(Objective == TrainingObjective.NextToken ? "the next token" : "by contrast")}.", field: field, remedy: "Leave it out.");
    }

    /// <summary>This configuration without what decides no number of a run.</summary>
    internal static TrainingConfig WithoutBookkeeping(TrainingConfig config) => config with
    {
        PresetName = "",
        StartedFrom = null,
        Embedding = EmbeddingState.Pooled,
        Device = "",
        Threads = 0,
        CheckpointEvery = 0,
        KeepCheckpoints = 0,
        EvalEvery = 0,
        EvalPairs = 0,
        ProbeEvery = 0,
        ProbePeople = 0,
        EvaluationPairs = 0,
        DivergenceFactor = 0,
        DivergencePatience = 0,
    };
}
