using System.CommandLine;
using System.CommandLine.Parsing;
using Ggsm.Decoder;
using Ggsm.Masks;
using Ggsm.Training;

namespace Ggsm.Cli;

/// <summary>The options of <c>train</c> that make up a <see cref="TrainingConfig"/>. What is not given comes from the preset, or from the run that is resumed.</summary>
internal sealed class TrainingOptions
{
    private readonly Option<string> preset = PresetOption.Create();

    private readonly Option<string?> recipe = new("--recipe")
    {
        HelpName = "NAME",
        Description = $"The mask recipe: {string.Join(", ", MaskRecipes.Names)}. [default: ggsm]",
    };

    private readonly Option<string[]> recipeOptions = RecipeOptionsOption.Create();

    private readonly Option<long?> seed = new("--seed") { HelpName = "N", Description = "Decides initial weights and data order; the same seed gives bit-equal losses. [default: 1]" };

    private readonly InputOptions input = new();

    private readonly Option<string?> init = new("--init", "--model")
    {
        HelpName = "random|pretrained|DIR",
        Description = "What to start from: random weights, pretrained (this decoder, trained causally on the training part; made once in about a minute and kept), "
            + "or a Hugging Face folder of the Qwen2 kind, such as `pretrain` makes. [default: random]",
    };

    private readonly Option<int?> steps = new("--steps") { HelpName = "N", Description = "Optimiser updates of the whole run." };
    private readonly Option<int?> batchSize = new("--batch-size") { HelpName = "N", Description = "Pairs in a micro-batch, and so candidates in a loss." };

    private readonly Option<int?> bucketBatches = new("--bucket-batches")
    {
        HelpName = "N",
        Description = "Divide pairs into batches of similar length within windows of N batches, so that less of a batch is padding; 0 does not.",
    };

    private readonly Option<string?> mix = new("--mix")
    {
        HelpName = "NAME=SHARE,...",
        Description = "The data streams' shares of every micro-batch, such as behavior=3,qa=1; without it pairs are drawn as they come.",
    };

    private readonly Option<string?> instructions = new("--instructions")
    {
        HelpName = "on|off",
        Description = "Whether users' prompts carry the instruction (or question) of their pair. [default: on]",
    };

    private readonly Option<bool?> decayEverything = new("--decay-everything")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Weight decay on norms and biases as well, as in the released code.",
    };

    private readonly Option<int?> accumulation = new("--accumulation")
    {
        HelpName = "N",
        Description = "Micro-batches whose gradients make one update. It adds no negatives to the loss.",
    };

    private readonly Option<int?> cacheChunk = new("--cache-chunk")
    {
        HelpName = "N",
        Description = "Gradient cache: encode N pairs of a micro-batch at a time. The batch keeps all its negatives in the memory of N pairs, for a second forward pass. [default: 0, off]",
    };

    private readonly Option<double?> learningRate = RunOptions.LearningRate();
    private readonly Option<double?> maskWarmup = new("--mask-warmup") { HelpName = "SHARE", Description = "T_warm of the mask's schedule, as a share of the steps." };
    private readonly Option<double?> temperature = new("--temperature") { HelpName = "X", Description = "Temperature of the loss." };

    private readonly Option<bool> learnTemperature = new("--learn-temperature") { Description = "Train the temperature with the model, from --temperature on." };

    private readonly Option<double?> margin = new("--margin")
    {
        HelpName = "X",
        Description = "Leave negatives out that are more similar than the positive pair by over X: false negatives. [default: all stay]",
    };

    private readonly Option<bool> symmetric = new("--symmetric") { Description = "Take the loss from answers to users as well, and average." };

    private readonly Option<int?> hardNegatives = new("--hard-negatives")
    {
        HelpName = "N",
        Description = "Hard negatives (field negatives of pairs.jsonl) taken of each pair at most; 0 takes none. [default: all]",
    };

    private readonly Option<string?> matryoshka = new("--matryoshka")
    {
        HelpName = "SIZES",
        Description = "Train prefixes of the embedding to stand on their own, for example 64,32,16; the largest is what the model embeds with.",
    };

    private readonly Option<string?> matryoshkaWeights = new("--matryoshka-weights") { HelpName = "WEIGHTS", Description = "A weight for each of these sizes, for example 1,1,0.5. [default: all the same]" };

    private readonly Option<LossForm?> loss = NamedOption.Create<LossForm>("--loss", "as-described (equations 6-8) or as-released (the authors' code: query-answer negatives alone, the quick preset's choice).");
    private readonly Option<PoolingMode?> pooling = NamedOption.Create<PoolingMode>("--pooling", "Which states become the embedding: anchor (the state at <USER>) or mean. [default: mean in the quick preset, else anchor; mean for ggsm-released and preset=as-released]");

    private readonly Option<ProjectionHead?> projectionHead = NamedOption.Create<ProjectionHead>("--projection-head",
        "What stands between the pooled state and the loss: none, linear, or mlp (the released code's two layers, 512 and 128 wide).");

    private readonly Option<EmbeddingState?> embedding = NamedOption.Create<EmbeddingState>("--embedding",
        "Where there is a head: which state is the embedding, the pooled one or the head's output. [default: pooled]");

    private readonly Option<int?> loraRank = new("--lora-rank")
    {
        HelpName = "N",
        Description = "Train a low-rank adaptation (LoRA) of this rank and freeze the rest. The paper uses 64, the released code 32.",
    };

    private readonly Option<double?> loraAlpha = new("--lora-alpha") { HelpName = "X", Description = "LoRA's update is scaled by alpha / rank. [default: the rank]" };
    private readonly Option<double?> loraDropout = new("--lora-dropout") { HelpName = "SHARE", Description = "Share of LoRA's inputs dropped in training. [default: 0]" };

    private readonly Option<string?> loraTargets = new("--lora-targets")
    {
        HelpName = "LIST",
        Description = $"The projections LoRA adapts, with commas between: {string.Join(",", LoraConfig.Projections)}. [default: all]",
    };

    private readonly Option<string?> adapter = new("--adapter")
    {
        HelpName = "DIR",
        Description = "Go on with this PEFT adapter (adapter_config.json, adapter_model.safetensors) on the weights of --init.",
    };

    private readonly Option<AttentionPath?> attention = NamedOption.Create<AttentionPath>("--attention",
        "How attention is computed: by libtorch's fused kernel, which keeps no weights, wherever it can be (auto), or plain. [default: auto]");

    private readonly Option<Precision?> precision = NamedOption.Create<Precision>("--precision",
        "Number type of the matrix products; weights, softmax and loss are fp32 either way. [default: fp32]");

    private readonly Option<bool?> recompute = new("--recompute")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Run the layers once more in backward instead of keeping their insides: less memory, about a third more time.",
    };

    private readonly Option<string?> device = RunOptions.Device();
    private readonly Option<int?> threads = RunOptions.Threads();
    private readonly Option<int?> checkpointEvery = RunOptions.CheckpointEvery();

    private readonly Option<int?> evalEvery = new("--eval-every")
    {
        HelpName = "N",
        Description = "Updates between two evaluations on held-out pairs (recall and loss, in RUN/eval.jsonl); 0 makes none. It changes no loss.",
    };

    private readonly Option<int?> probeEvery = new("--probe-every")
    {
        HelpName = "N",
        Description = "Updates between two probes: what a linear probe reads of held-out people's labels (AUC a task, in RUN/eval.jsonl); 0 makes none. It changes no loss. [default: 0]",
    };

    private readonly Option<int?> probePeople = new("--probe-people")
    {
        HelpName = "N",
        Description = "Held-out people in such a probe, at most: half of them fit it, the others test it. [default: 4000]",
    };

    private readonly Option<int?> evaluationPairs = new("--evaluation-pairs")
    {
        HelpName = "N",
        Description = "Held-out pairs in the retrieval test at the end, at most; where there are more, the seed chooses. [default: 2000]",
    };

    private readonly Option<double?> divergenceFactor = new("--divergence-factor")
    {
        HelpName = "X",
        Description = "Stop when the loss stays above X times its median before, with a diagnosis (exit code 1); 0 lets it. [default: 3]",
    };

    public IReadOnlyList<Option> All =>
    [
        recipe, preset, seed, init, .. input.All, steps, batchSize, bucketBatches, mix, instructions, accumulation, cacheChunk, learningRate, decayEverything, maskWarmup, recipeOptions,
        loss, temperature, learnTemperature, margin, symmetric, hardNegatives, matryoshka, matryoshkaWeights, pooling, projectionHead, embedding,
        loraRank, loraAlpha, loraDropout, loraTargets, adapter, attention, precision, recompute,
        device, threads, checkpointEvery, evalEvery, probeEvery, probePeople, evaluationPairs, divergenceFactor,
    ];

    /// <param name="parsed">The command line.</param>
    /// <param name="data">The data, which says how users are read unless the command line or the model to start from does.</param>
    /// <param name="resumed">The configuration of the run that is continued; null for a new run.</param>
    /// <exception cref="BadInputException">A value cannot be used.</exception>
    public TrainingConfig Read(ParseResult parsed, string data, TrainingConfig? resumed)
    {
        var start = resumed ?? TrainingConfig.Preset(parsed.GetValue(preset)!);
        PresetOption.RefuseOther(parsed, preset, start.PresetName);
        start = start with { Init = ReadInit(parsed.GetValue(init)) ?? start.Init };
        return start with
        {
            Recipe = parsed.GetValue(recipe) ?? start.Recipe,
            RecipeOptions = RecipeOptionsOption.Read(parsed.GetValue(recipeOptions)) ?? start.RecipeOptions,
            Seed = parsed.GetValue(seed) ?? start.Seed,
            Input = resumed is null ? input.Form(parsed, data, start.InitFolder) : input.Given(parsed) ?? start.Input,
            Budget = input.Budget(parsed) ?? start.Budget,
            Steps = parsed.GetValue(steps) ?? start.Steps,
            BatchSize = parsed.GetValue(batchSize) ?? start.BatchSize,
            AccumulationSteps = parsed.GetValue(accumulation) ?? start.AccumulationSteps,
            CacheChunk = parsed.GetValue(cacheChunk) ?? start.CacheChunk,
            BucketBatches = parsed.GetValue(bucketBatches) ?? start.BucketBatches,
            Mix = ReadMix(parsed.GetValue(mix)) ?? start.Mix,
            Instructions = ReadSwitch(parsed.GetValue(instructions)) ?? start.Instructions,
            DecayEverything = parsed.GetValue(decayEverything) ?? start.DecayEverything,
            LearningRate = parsed.GetValue(learningRate) ?? start.LearningRate,
            MaskWarmup = parsed.GetValue(maskWarmup) ?? start.MaskWarmup,
            Temperature = parsed.GetValue(temperature) ?? start.Temperature,
            LearnTemperature = parsed.GetValue(learnTemperature) || start.LearnTemperature,
            Margin = parsed.GetValue(margin) ?? start.Margin,
            Symmetric = parsed.GetValue(symmetric) || start.Symmetric,
            HardNegatives = parsed.GetValue(hardNegatives) ?? start.HardNegatives,
            Matryoshka = ReadList(parsed.GetValue(matryoshka), matryoshka.Name, text => NumberText.TryCount(text, out var size) ? size : (int?)null) ?? start.Matryoshka,
            MatryoshkaWeights = ReadList(parsed.GetValue(matryoshkaWeights), matryoshkaWeights.Name, text => NumberText.TryReal(text, out var weight) ? weight : (double?)null) ?? start.MatryoshkaWeights,
            Loss = parsed.GetValue(loss) ?? start.Loss,
            Pooling = parsed.GetValue(pooling) ?? start.Pooling,
            ProjectionHead = parsed.GetValue(projectionHead) ?? start.ProjectionHead,
            Embedding = parsed.GetValue(embedding) ?? start.Embedding,
            Lora = ReadLora(parsed, start.Lora),
            Adapter = parsed.GetValue(adapter) is { } folder ? Path.GetFullPath(folder) : start.Adapter,
            Attention = parsed.GetValue(attention) ?? start.Attention,
            Precision = parsed.GetValue(precision) ?? start.Precision,
            Recompute = parsed.GetValue(recompute) ?? start.Recompute,
            Device = parsed.GetValue(device) ?? start.Device,
            Threads = parsed.GetValue(threads) ?? start.Threads,
            CheckpointEvery = parsed.GetValue(checkpointEvery) ?? start.CheckpointEvery,
            EvalEvery = parsed.GetValue(evalEvery) ?? start.EvalEvery,
            ProbeEvery = parsed.GetValue(probeEvery) ?? start.ProbeEvery,
            ProbePeople = parsed.GetValue(probePeople) ?? start.ProbePeople,
            EvaluationPairs = parsed.GetValue(evaluationPairs) ?? start.EvaluationPairs,
            DivergenceFactor = parsed.GetValue(divergenceFactor) ?? start.DivergenceFactor,
        };
    }

    private LoraConfig? ReadLora(ParseResult parsed, LoraConfig? start)
    {
        var (rank, alpha, share, targets) = (parsed.GetValue(loraRank), parsed.GetValue(loraAlpha), parsed.GetValue(loraDropout), parsed.GetValue(loraTargets));
        if (rank is null && alpha is null && share is null && targets is null)
            return start;
        start ??= new();
        return start with
        {
            Rank = rank ?? start.Rank,
            Alpha = alpha ?? rank ?? start.Alpha,
            Dropout = share ?? start.Dropout,
            Targets = targets is null or "all" ? start.Targets : targets.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        };
    }

    private Dictionary<string, double>? ReadMix(string? given)
    {
        if (given is null)
            return null;
        var shares = new Dictionary<string, double>();
        foreach (var part in given.Split(','))
        {
            var at = part.LastIndexOf('=');
            if (at < 1 || !NumberText.TryReal(part.AsSpan(at + 1), out var share) || !shares.TryAdd(part[..at].Trim(), share))
                throw new BadInputException($"'{part}' is not one of a list of streams with their shares.", field: mix.Name, remedy: $"For example: {mix.Name} behavior=3,qa=1");
        }

        return shares;
    }

    private bool? ReadSwitch(string? given) => given switch
    {
        null => null,
        "on" => true,
        "off" => false,
        _ => throw new BadInputException($"'{given}' was given; expected on or off.", field: instructions.Name),
    };

    private static string? ReadInit(string? given) =>
        given is null or TrainingConfig.PretrainedInit or TrainingConfig.RandomInit ? given : Path.GetFullPath(given);

    private static T[]? ReadList<T>(string? given, string option, Func<string, T?> read) where T : struct =>
        given?.Split(',').Select(text => read(text)
            ?? throw new BadInputException($"'{text}' is not one of a list of numbers.", field: option, remedy: $"For example: {option} 64,32,16")).ToArray();
}
