using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ggsm.Checkpoints;
using Ggsm.Contrastive;
using Ggsm.Decoder;
using Ggsm.Encoders;
using Ggsm.Masks;
using Ggsm.Runs;
using Ggsm.Synthesis;
using Ggsm.Training;
using Ggsm.Users;

namespace Ggsm.Cli;

/// <summary>
/// The options of <c>train</c> and <c>pretrain</c> that make up a <see cref="TrainingConfig"/>: <c>--set</c> for any value, and short cuts
/// for the usual ones. What is not given comes from the preset or a file, or from the run that is resumed.
/// </summary>
internal sealed class TrainingOptions
{
    private const string LoraRank = "model.lora.rank";
    private const string LoraAlpha = "model.lora.alpha";

    private readonly TrainingObjective objective;
    private readonly Option<string> preset = PresetOption.Create();
    private readonly Option<string?> config = new("--config") { HelpName = "FILE", Description = "Take the values of this file, a config.json or a part of one, in the place of a preset's." };
    private readonly Option<string[]> recipeOptions = RecipeOptionsOption.Create();
    private readonly Option<string[]> set;
    private readonly ConfigOption input = ConfigOption.Name<InputForm>("--input", "data.input",
        "How users are read: text (their events rendered and tokenized) or events (one position for each event, encoded from its fields). [default: events where the data has users, else text; that of the model that --init names]");

    private readonly IReadOnlyList<ConfigOption> shortcuts;

    public TrainingOptions(TrainingObjective objective)
    {
        this.objective = objective;
        set = new("--set")
        {
            HelpName = "PATH=VALUE",
            Arity = ArgumentArity.OneOrMore,
            Description = "Any value of config.json by its dotted path, for example loss.temperature=0.05. May be repeated. All values, with those of the quick preset: "
                + string.Join(" ", ConfigValues.Of(TrainingConfig.Preset("quick", objective)).Where(v => v.Path.Contains('.', StringComparison.Ordinal) && !v.Path.StartsWith("started_from", StringComparison.Ordinal)).Select(v => $"{v.Path}={v.Text}")),
        };
        shortcuts = [.. Common(), .. objective == TrainingObjective.NextToken ? OfNextToken() : OfContrast()];
    }

    public IReadOnlyList<Option> All =>
        [preset, config, set, input.Option, .. objective == TrainingObjective.Contrastive ? [recipeOptions] : Array.Empty<Option>(), .. shortcuts.Select(s => s.Option)];

    /// <param name="parsed">The command line.</param>
    /// <param name="data">The data, which says how users are read unless the command line or the model to start from does.</param>
    /// <param name="resumed">The configuration of the run that is continued; null for a new run.</param>
    /// <exception cref="BadInputException">A value cannot be used.</exception>
    public TrainingConfig Read(ParseResult parsed, string data, TrainingConfig? resumed)
    {
        var start = Start(parsed, resumed);
        foreach (var (option, path, read) in shortcuts)
        {
            if (read(parsed) is { } value)
                start = ConfigValues.With(start, path, value);
        }

        // An update of LoRA is scaled by alpha / rank: where only the rank is given, by one.
        if (shortcuts.FirstOrDefault(s => s.Path == LoraRank)?.Read(parsed) is int rank && shortcuts.First(s => s.Path == LoraAlpha).Read(parsed) is null)
            start = ConfigValues.With(start, LoraAlpha, (object)(double)rank);
        if (RecipeOptionsOption.Read(parsed.GetValue(recipeOptions)) is { } options)
            start = start with { Mask = start.Mask with { Options = options } };
        var form = input.Read(parsed);
        var given = parsed.GetValue(set) ?? [];
        foreach (var text in given)
        {
            var cut = text.IndexOf('=', StringComparison.Ordinal);
            if (cut < 1)
                throw new BadInputException($"'{text}' is not PATH=VALUE.", field: set.Name, remedy: $"For example: {set.Name} loss.temperature=0.05");
            start = ConfigValues.With(start, text[..cut], text[(cut + 1)..]);
        }

        if (form is not null)
            return ConfigValues.With(start, input.Path, form);
        return resumed is not null || parsed.GetValue(config) is not null || given.Any(text => text.StartsWith(input.Path, StringComparison.Ordinal))
            ? start
            : start with { Data = start.Data with { Input = FormOf(data, start.Model.InitFolder) } };
    }

    private TrainingConfig Start(ParseResult parsed, TrainingConfig? resumed)
    {
        if (parsed.GetValue(config) is { } file)
        {
            if (parsed.GetResult(preset) is { Implicit: false })
                throw new BadInputException("a file and a preset were both given.", field: config.Name, remedy: "Leave one of them out.");
            var read = TrainingConfig.Load(file);
            return read.Objective == objective ? read : throw new BadInputException("it is the configuration of another objective.", file, field: "objective", remedy: "Use it with the other of the commands train and pretrain.");
        }

        var start = resumed ?? TrainingConfig.Preset(parsed.GetValue(preset)!, objective);
        PresetOption.RefuseOther(parsed, preset, start.PresetName);
        return start;
    }

    private static InputForm FormOf(string data, string? init) =>
        init is null ? DataSource.FormOf(data) : EventEncoderFile.IsIn(init) ? InputForm.Events : InputForm.Text;

    private static IEnumerable<ConfigOption> Common() =>
    [
        ConfigOption.Number<long>("--seed", "run.seed", "N", "Decides initial weights and data order; the same seed gives bit-equal losses."),
        ConfigOption.Text("--budget", "data.budget", "NAME=N,...",
            "The newest events that are read of each modality, at most. "
                + $"[default: {string.Join(",", ModalityBudget.Defaults.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Key}={d.Value}")))}]",
            given => Names(given, "--budget", "modalities with their numbers", "bill=100,search=20", text => NumberText.TryCount(text, out var count) ? count : null)),
        ConfigOption.Number<int>("--steps", "run.steps", "N", "Optimiser updates of the whole run."),
        ConfigOption.Number<int>("--batch-size", "data.batch_size", "N", "Pairs in a micro-batch, and so candidates in a loss; when pretraining, sequences."),
        ConfigOption.Number<int>("--bucket-batches", "data.bucket_batches", "N", "Divide pairs into batches of similar length within windows of N batches, so that less of a batch is padding; 0 does not."),
        ConfigOption.Number<int>("--accumulation", "optimizer.accumulation_steps", "N", "Micro-batches whose gradients make one update. It adds no negatives to the loss."),
        ConfigOption.Number<double>("--learning-rate", "optimizer.learning_rate", "X", "Peak learning rate of AdamW (linear warm-up, then a cosine)."),
        ConfigOption.Switch("--decay-everything", "optimizer.decay_everything", "Weight decay on norms and biases as well, as in the released code."),
        ConfigOption.Text("--device", "run.device", "NAME", "auto, cpu, cuda or cuda:N."),
        ConfigOption.Number<int>("--threads", "run.threads", "N", "Threads of the matrix products. [default: the machine's cores]"),
        ConfigOption.Number<int>("--checkpoint-every", "run.checkpoint_every", "N", "Updates between two checkpoints."),
        ConfigOption.Number<int>("--eval-every", "run.eval_every", "N", "Updates between two evaluations on held-out pairs (the loss, and recall where there are embeddings, in RUN/eval.jsonl); 0 makes none. It changes no loss."),
        ConfigOption.Number<int>("--evaluation-pairs", "run.evaluation_pairs", "N", "Held-out pairs in the test at the end, at most; where there are more, the seed chooses."),
        ConfigOption.Number<double>("--divergence-factor", "run.divergence_factor", "X", "Stop when the loss stays above X times its median before, with a diagnosis (exit code 1); 0 lets it."),
        ConfigOption.Name<AttentionPath>("--attention", "model.attention", "How attention is computed: by libtorch's fused kernel, which keeps no weights, wherever it can be (auto), or plain."),
        ConfigOption.Name<Precision>("--precision", "model.precision", "Number type of the matrix products; weights, softmax and loss are fp32 either way."),
    ];

    private static IEnumerable<ConfigOption> OfNextToken() =>
    [
        ConfigOption.Number<double>("--summary-weight", "loss.bag_of_words_weight", "X", "What the bag of words at the end of each sequence counts beside the next tokens; 0 trains a language model alone."),
    ];

    private static IEnumerable<ConfigOption> OfContrast() =>
    [
        ConfigOption.Text("--recipe", "mask.recipe", "NAME", $"The mask recipe: {string.Join(", ", MaskRecipes.Names)}."),
        ConfigOption.Number<double>("--mask-warmup", "mask.warmup", "SHARE", "T_warm of the mask's schedule, as a share of the steps."),
        ConfigOption.Text("--init", "model.init", "random|pretrained|DIR",
            "What to start from: random weights, pretrained (this decoder, trained causally on the training part; made once in about a minute and kept), "
                + "or a folder: a run's, such as `pretrain` makes, or Hugging Face's of the Qwen2 kind.",
            given => given is ModelConfig.PretrainedInit or ModelConfig.RandomInit ? given : Path.GetFullPath(given), "--model"),
        ConfigOption.Text("--mix", "data.mix", "NAME=SHARE,...",
            "The data streams' shares of every micro-batch, such as behavior=3,qa=1; without it pairs are drawn as they come. [default: none]",
            given => Names(given, "--mix", "streams with their shares", "behavior=3,qa=1", text => NumberText.TryReal(text, out var share) ? share : null)),
        ConfigOption.Text("--instructions", "data.instructions", "on|off", "Whether users' prompts carry the instruction (or question) of their pair. [default: on]",
            given => given is "on" or "off" ? given == "on" : throw new BadInputException($"'{given}' was given; expected on or off.", field: "--instructions")),
        ConfigOption.Number<int>("--cache-chunk", "optimizer.cache_chunk", "N",
            "Gradient cache: encode N pairs of a micro-batch at a time. The batch keeps all its negatives in the memory of N pairs, for a second forward pass. [default: 0, off]"),
        ConfigOption.Name<LossForm>("--loss", "loss.form", "as-described (equations 6-8) or as-released (the authors' code: query-answer negatives alone, the quick preset's choice)."),
        ConfigOption.Number<double>("--temperature", "loss.temperature", "X", "Temperature of the loss."),
        ConfigOption.Switch("--learn-temperature", "loss.learn_temperature", "Train the temperature with the model, from --temperature on."),
        ConfigOption.Number<double>("--margin", "loss.margin", "X", "Leave negatives out that are more similar than the positive pair by over X: false negatives. [default: all stay]"),
        ConfigOption.Switch("--symmetric", "loss.symmetric", "Take the loss from answers to users as well, and average."),
        ConfigOption.Number<int>("--hard-negatives", "data.hard_negatives", "N", "Hard negatives (field negatives of pairs.jsonl) taken of each pair at most; 0 takes none. [default: all]"),
        ConfigOption.Text("--matryoshka", "loss.matryoshka", "SIZES",
            "Train prefixes of the embedding to stand on their own, for example 64,32,16; the largest is what the model embeds with. [default: the whole alone]",
            given => Numbers(given, "--matryoshka", text => NumberText.TryCount(text, out var size) ? size : null)),
        ConfigOption.Text("--matryoshka-weights", "loss.matryoshka_weights", "WEIGHTS", "A weight for each of these sizes, for example 1,1,0.5. [default: all the same]",
            given => Numbers(given, "--matryoshka-weights", text => NumberText.TryReal(text, out var weight) ? weight : null)),
        ConfigOption.Name<PoolingMode>("--pooling", "model.pooling",
            "Which states become the embedding: last (the state of the last token, <USER>) or mean. [default: mean in the quick preset, else last; mean for ggsm-released and preset=as-released]"),
        ConfigOption.Name<ProjectionHead>("--projection-head", "model.projection_head", "What stands between the pooled state and the loss: none, linear, or mlp (the released code's two layers, 512 and 128 wide)."),
        ConfigOption.Name<EmbeddingState>("--embedding", "model.embedding", "Where there is a head: which state is the embedding, the pooled one or the head's output."),
        ConfigOption.Number<int>("--lora-rank", LoraRank, "N", "Train a low-rank adaptation (LoRA) of this rank and freeze the rest. The paper uses 64, the released code 32. [default: no LoRA]"),
        ConfigOption.Number<double>("--lora-alpha", LoraAlpha, "X", "LoRA's update is scaled by alpha / rank. [default: the rank]"),
        ConfigOption.Number<double>("--lora-dropout", "model.lora.dropout", "SHARE", "Share of LoRA's inputs dropped in training. [default: 0]"),
        ConfigOption.Text("--lora-targets", "model.lora.targets", "LIST", $"The projections LoRA adapts, with commas between: {string.Join(",", LoraConfig.Projections)}. [default: all]",
            given => given == "all" ? LoraConfig.Projections : given.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        ConfigOption.Text("--adapter", "model.adapter", "DIR", "Go on with this PEFT adapter (adapter_config.json, adapter_model.safetensors) on the weights of --init. [default: none]", given => Path.GetFullPath(given)),
        ConfigOption.Switch("--recompute", "model.recompute", "Run the layers once more in backward instead of keeping their insides: less memory, about a third more time."),
        ConfigOption.Number<int>("--probe-every", "run.probe_every", "N",
            "Updates between two probes: what a linear probe reads of held-out people's labels (AUC a task, in RUN/eval.jsonl); 0 makes none. It changes no loss."),
        ConfigOption.Number<int>("--probe-people", "run.probe_people", "N", "Held-out people in such a probe, at most: half of them fit it, the others test it."),
    ];

    private static JsonObject Names(string given, string option, string what, string example, Func<string, JsonNode?> read)
    {
        var values = new JsonObject();
        foreach (var part in given.Split(','))
        {
            var at = part.LastIndexOf('=');
            if (at < 1 || read(part[(at + 1)..]) is not { } value || !values.TryAdd(part[..at].Trim(), value))
                throw new BadInputException($"'{part}' is not one of a list of {what}.", field: option, remedy: $"For example: {option} {example}");
        }

        return values;
    }

    private static JsonArray Numbers(string given, string option, Func<string, JsonNode?> read) => new([.. given.Split(',').Select(text => read(text)
        ?? throw new BadInputException($"'{text}' is not one of a list of numbers.", field: option, remedy: $"For example: {option} 64,32,16"))]);
}
