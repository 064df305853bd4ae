using Ggsm.Batches;
using Ggsm.Checkpoints;
using Ggsm.Decoder;
using Ggsm.Masks;
using Ggsm.Users;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ggsm.Encoders;

/// <summary>
/// A decoder and the recipe it is read under, as one folder: <c>config.json</c> and <c>model.safetensors</c> in
/// Hugging Face's layout, <c>encoder.json</c>, and <c>recipe.safetensors</c> where the recipe has learnt something. With LoRA the
/// weights are the frozen ones and the adapter lies beside them in PEFT's layout; a finished model holds the merged weights. A model
/// that reads events has <c>event_encoder.safetensors</c> besides, one with a projection head <c>head.safetensors</c>.
/// </summary>
internal sealed class EncoderModel : IDisposable
{
    private const string RecipeFile = "recipe.safetensors";
    private const string HeadFile = "head.safetensors";
    private const string LearnablePrefix = "learnable.";
    private const string AdapterFolder = "adapter";

    private readonly DecoderModel decoder;
    private readonly MaskRecipe recipe;

    private EncoderModel(DecoderModel decoder, EncoderSettings settings, MaskSchedule schedule, Device device)
    {
        this.decoder = decoder;
        Settings = settings;
        try
        {
            Size = settings.SizeOf(settings.Embedding, decoder.Config.HiddenSize);
            recipe = MaskRecipes.Create(settings.Recipe, new MaskSettings(schedule)
            {
                HiddenSize = decoder.Config.HiddenSize,
                Options = settings.RecipeOptions,
            });
            Tower = new TowerEncoder(decoder, recipe, settings.Pooling);
            Head = ProjectionHeads.Create(settings.ProjectionHead, decoder.Config.HiddenSize);
        }
        catch
        {
            decoder.Dispose();
            recipe?.Learnable?.Dispose();
            throw;
        }

        recipe.Learnable?.to(device);
        Head?.to(device);
    }

    public EncoderSettings Settings { get; }

    public TowerEncoder Tower { get; }

    /// <summary>What the pooled states go through before the loss; null for nothing.</summary>
    public nn.Module<Tensor, Tensor>? Head { get; }

    public DecoderExecution Execution
    {
        set => decoder.Execution = value;
    }

    /// <summary>Numbers in an embedding.</summary>
    public int Size { get; }

    /// <summary>Whether an embedding of this size was trained for: one of the Matryoshka sizes, or the whole.</summary>
    public bool IsTrainedSize => Settings.TrainedSizes(Settings.Embedding, decoder.Config.HiddenSize).Contains(Size);

    public int VocabularySize => decoder.Config.VocabularySize;

    /// <summary>Positions the decoder was made for.</summary>
    public int MaxPositions => decoder.Config.MaxPositions;

    /// <summary>Positions of the longest sequence that was embedded.</summary>
    public int LongestInput { get; private set; }

    /// <summary>The name of a weight whose values are not all finite; null when all are.</summary>
    public string? BrokenTensor()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return decoder.named_parameters().Select(p => (p.name, p.parameter)).Concat(Learnable().Select(p => (name: $"recipe.{p.Name}", parameter: p.Parameter)))
            .Where(p => !p.parameter.isfinite().all().item<bool>()).Select(p => p.name).FirstOrDefault();
    }

    /// <summary>Random weights drawn from the current seed, or those of a folder.</summary>
    public static EncoderModel Create(ModelConfig config, EncoderSettings settings, MaskSchedule schedule, int vocabularySize, Device device, string? initFolder = null)
    {
        var decoder = initFolder is null
            ? new DecoderModel(DecoderConfig.Preset(config.Decoder, vocabularySize))
            : LoadPretrained(initFolder, vocabularySize, EventTensorsBuilder.EncoderFor(settings.Input));
        try
        {
            if (initFolder is null && EventTensorsBuilder.EncoderFor(settings.Input) is { } events)
                decoder.AddEvents(events);
            Adapt(decoder, config, initFolder);
        }
        catch
        {
            decoder.Dispose();
            throw;
        }

        decoder.to(device);
        var model = new EncoderModel(decoder, settings, schedule, device);
        if (initFolder is not null && EncoderSettings.LoadOrDefault(initFolder).ProjectionHead == settings.ProjectionHead)
            model.LoadHead(Path.Combine(initFolder, HeadFile));
        return model;
    }

    /// <summary>A model folder or checkpoint; an adapter that lies in it, or the one named, is put beside its weights.</summary>
    public static EncoderModel Load(string directory, EncoderSettings settings, MaskSchedule schedule, Device device, string? adapter = null)
    {
        if (settings.Input == InputForm.Events && !EventEncoderFile.IsIn(directory))
        {
            throw new BadInputException($"the model reads events, and {EventEncoderFile.Name} is missing.", directory,
                remedy: "Copy the whole folder that the run wrote.");
        }

        var decoder = PretrainedDecoder.Load(directory, events: EventTensorsBuilder.EncoderFor(settings.Input));
        var model = new EncoderModel(decoder, settings, schedule, device);
        try
        {
            if (AdapterOf(adapter, directory) is { } folder)
                PeftAdapter.Load(decoder, folder);
            decoder.to(device);
            model.LoadRecipe(Path.Combine(directory, RecipeFile));
            model.LoadHead(Path.Combine(directory, HeadFile));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Embeddings under the recipe's final mask, <c>[sequences, size]</c>, rows of length 1; longest sequences are batched together. The
    /// state is that of the settings; <see cref="Compare"/> gives what users and answers are compared by.
    /// </summary>
    /// <exception cref="NotFiniteEmbeddingException">A number of an embedding is not finite.</exception>
    public float[,] Embed(Tower tower, IReadOnlyList<TokenSequence> sequences, int padId, PromptMarks? marks, Device device, int batchSize, CancellationToken cancellation) =>
        Embed(tower, sequences, Settings.Embedding, Size, padId, marks, device, batchSize, cancellation);

    /// <summary>What the loss compares of both towers, <c>[sequences, size]</c>, rows of length 1: the head's output where there is one.</summary>
    /// <exception cref="NotFiniteEmbeddingException">A number of an embedding is not finite.</exception>
    public float[,] Compare(Tower tower, IReadOnlyList<TokenSequence> sequences, int padId, PromptMarks? marks, Device device, int batchSize, CancellationToken cancellation) =>
        Embed(tower, sequences, EmbeddingState.Head, (Settings with { Dimension = null }).SizeOf(EmbeddingState.Head, decoder.Config.HiddenSize), padId, marks, device, batchSize, cancellation);

    private float[,] Embed(
        Tower tower, IReadOnlyList<TokenSequence> sequences, EmbeddingState state, int size, int padId, PromptMarks? marks, Device device, int batchSize, CancellationToken cancellation)
    {
        var embeddings = new float[sequences.Count, size];
        var byLength = Enumerable.Range(0, sequences.Count).OrderByDescending(i => sequences[i].Length).Chunk(batchSize);
        using var noGradient = no_grad();
        foreach (var rows in byLength)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = TokenBatch.Create([.. rows.Select(i => sequences[i])], padId, device, marks: marks);
            var pass = Tower.Encode(tower, batch, step: 0, EncodingMode.Inference);
            var states = state == EmbeddingState.Head && Head is not null ? Head.call(pass.Embeddings) : pass.Embeddings;
            var values = nn.functional.normalize(states.narrow(-1, 0, size), dim: -1).cpu().contiguous().data<float>().ToArray();
            LongestInput = Math.Max(LongestInput, sequences[rows[0]].Length);
            for (var row = 0; row < rows.Length; row++)
            {
                if (!Array.TrueForAll(values[(row * size)..((row + 1) * size)], float.IsFinite))
                    throw new NotFiniteEmbeddingException(rows[row], BrokenTensor());
                for (var column = 0; column < size; column++)
                    embeddings[rows[row], column] = values[(row * size) + column];
            }
        }

        return embeddings;
    }

    /// <summary>Writes the finished model: LoRA's part merged into the weights, and once more by itself as a PEFT adapter in <c>adapter/</c>.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="baseModel">Where the frozen weights came from; null when they were drawn.</param>
    public void SaveFinished(string directory, string? baseModel)
    {
        if (decoder.Lora is not null)
        {
            PeftAdapter.Save(decoder, Path.Combine(directory, AdapterFolder), baseModel);
            decoder.MergeLora();
        }

        Save(directory);
    }

    /// <summary>The copy of this decoder that a recipe's gradients come from; null when the recipe wants none from this step on.</summary>
    public FrozenDecoder? Freeze(long maskStep, Device device) =>
        recipe.WantsFrozenCopy(maskStep) ? FrozenDecoder.Of(decoder, device) : null;

    /// <summary>That copy as a checkpoint holds it.</summary>
    public FrozenDecoder? LoadFrozen(string directory, long maskStep, Device device) =>
        recipe.WantsFrozenCopy(maskStep) ? FrozenDecoder.Load(directory, decoder.Config, device, decoder.Events?.Config) : null;

    public void Save(string directory)
    {
        using var scope = NewDisposeScope();
        PretrainedDecoder.Save(decoder, directory);
        if (decoder is { Lora: not null, LoraIsMerged: false })
            PeftAdapter.Save(decoder, directory);
        Settings.Save(directory);
        var state = new Dictionary<string, Tensor>(recipe.State());
        foreach (var (name, parameter) in Learnable())
            state[LearnablePrefix + name] = parameter;
        if (state.Count > 0)
            SafetensorsWriter.Write(Path.Combine(directory, RecipeFile), state);
        if (Head is not null)
            SafetensorsWriter.Write(Path.Combine(directory, HeadFile), HeadParameters().ToDictionary(p => p.Name, p => (Tensor)p.Parameter));
    }

    /// <summary>What learns, by name.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters() =>
        decoder.named_parameters().Where(p => p.parameter.requires_grad).Concat(Learnable().Select(p => ($"recipe.{p.Name}", p.Parameter)))
            .Concat(HeadParameters().Select(p => ($"head.{p.Name}", p.Parameter)));

    public void Dispose()
    {
        decoder.Dispose();
        recipe.Learnable?.Dispose();
        Head?.Dispose();
    }

    /// <summary>A decoder with rows for the template's tokens, which may be more than its folder has; any more are another tokenizer's.</summary>
    private static DecoderModel LoadPretrained(string directory, int vocabularySize, EventEncoderConfig? events)
    {
        var stored = DecoderConfigFile.Read(Path.Combine(directory, PretrainedDecoder.ConfigFile)).VocabularySize;
        return vocabularySize - stored <= SpecialTokens.All.Count
            ? PretrainedDecoder.Load(directory, vocabularySize, events)
            : throw new BadInputException($"the tokenizer has {vocabularySize} tokens, the decoder embeds {stored}.", directory, field: "vocab_size",
                remedy: "Use the tokenizer the decoder was trained with.");
    }

    private static void Adapt(DecoderModel decoder, ModelConfig config, string? initFolder)
    {
        if (AdapterOf(config.Adapter, initFolder) is { } adapter)
        {
            if (config.Lora is not null)
            {
                throw new BadInputException("there is an adapter in this folder, and a fresh one was asked for as well.", adapter, field: "model.lora",
                    remedy: "Leave out the rank and the other values of LoRA to go on with this adapter, or start from a merged model.");
            }

            PeftAdapter.Load(decoder, adapter);
        }
        else if (config.Lora is { } lora)
        {
            decoder.AddLora(lora);
        }
    }

    private static string? AdapterOf(string? named, string? modelFolder) =>
        named ?? (modelFolder is not null && PeftAdapter.IsIn(modelFolder) ? modelFolder : null);

    private IEnumerable<(string Name, Parameter Parameter)> Learnable() => recipe.Learnable?.named_parameters() ?? [];

    private IEnumerable<(string Name, Parameter Parameter)> HeadParameters() => Head?.named_parameters() ?? [];

    private void LoadHead(string path)
    {
        if (Head is null)
            return;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        if (!File.Exists(path))
            throw new BadInputException($"the model has a projection head, and {HeadFile} is missing.", path, remedy: "Copy the whole folder that the run wrote.");
        var stored = SafetensorsReader.ReadAll(path);
        foreach (var (name, parameter) in HeadParameters())
        {
            if (!stored.TryGetValue(name, out var value) || !value.shape.SequenceEqual(parameter.shape))
            {
                throw new BadInputException($"expected the projection head's parameter of shape [{string.Join(", ", parameter.shape)}].", path, field: name,
                    remedy: "Use the file that was written with these weights.");
            }

            parameter.copy_(value);
        }
    }

    private void LoadRecipe(string path)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var state = File.Exists(path) ? SafetensorsReader.ReadAll(path) : new Dictionary<string, Tensor>();
        var learnable = Learnable().ToDictionary(p => LearnablePrefix + p.Name, p => p.Parameter);
        foreach (var (name, parameter) in learnable)
        {
            if (!state.TryGetValue(name, out var value) || !value.shape.SequenceEqual(parameter.shape))
            {
                throw new BadInputException($"expected the recipe's learnt parameter of shape [{string.Join(", ", parameter.shape)}].",
                    path, field: name, remedy: $"Use the recipe and options the model was trained with, not {recipe.Name}.");
            }

            parameter.copy_(value);
        }

        if (File.Exists(path))
            recipe.LoadState(state.Where(t => !learnable.ContainsKey(t.Key)).ToDictionary());
    }
}
