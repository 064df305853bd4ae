using Ggsm.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Checkpoints;

/// <summary>
/// Decoders in the layout of a Hugging Face folder of the Qwen2 kind: <c>config.json</c> and <c>model.safetensors</c>, or
/// shards with an index. Loading is strict: every tensor of the files must have its place in the decoder, and the other way
/// round.
/// </summary>
public static class PretrainedDecoder
{
    /// <summary>The name of the weights file of a model that is not sharded.</summary>
    public const string WeightsFile = SafetensorsModel.WeightsFile;

    /// <summary>The name of the configuration file.</summary>
    public const string ConfigFile = "config.json";

    private const string Prefix = "model.";
    private const double LargestExcess = 10;
    private const string Head = "lm_head.weight";
    private const string EmbeddingName = "embed_tokens.weight";

    private static readonly ScalarType[] WeightTypes = [ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16, ScalarType.Float64];

    /// <summary>
    /// Loads a decoder onto the CPU, in fp32 whatever the files hold, tensor by tensor: the model is never in memory twice.
    /// </summary>
    /// <param name="directory">A folder with <c>config.json</c> and its weights.</param>
    /// <param name="vocabularySize">
    /// Token ids the decoder must have rows for; 0 for those of the folder. Where the folder has fewer (tokens were added, and
    /// there are no spare rows), the embedding matrix and an untied head grow: a new row is the mean of the stored rows plus
    /// noise of <see cref="DecoderConfig.EmbeddingInitializerRange"/> from the global generator (<c>torch.manual_seed</c>), so that new
    /// tokens mean nothing in particular but differ from one another.
    /// </param>
    /// <param name="events">
    /// The encoder of events to give it: with the weights of <see cref="EventEncoderFile"/> where the folder has one, else fresh. Null
    /// for none, whatever the folder has.
    /// </param>
    /// <exception cref="BadInputException">A file is missing or damaged, a setting is unsupported, or the tensors do not match the decoder.</exception>
    public static DecoderModel Load(string directory, int vocabularySize = 0, EventEncoderConfig? events = null)
    {
        var config = DecoderConfigFile.Read(Path.Combine(directory, ConfigFile));
        using var weights = SafetensorsModel.OpenFolder(directory);
        RefuseFarLarger(config, weights, Path.Combine(directory, ConfigFile));
        var decoder = new DecoderModel(config with { VocabularySize = Math.Max(config.VocabularySize, vocabularySize) });
        try
        {
            LoadWeights(decoder, weights, foreignPrefix: null, config.VocabularySize);
            if (events is not null)
                decoder.AddEvents(events);
            if (events is not null && EventEncoderFile.IsIn(directory))
                EventEncoderFile.Load(decoder, Path.Combine(directory, EventEncoderFile.Name));
            return decoder;
        }
        catch
        {
            decoder.Dispose();
            throw;
        }
    }

    /// <summary>Copies weights from a safetensors file into a decoder.</summary>
    /// <param name="decoder">The decoder to fill.</param>
    /// <param name="path">The file; names may carry the leading <c>model.</c> or not.</param>
    /// <param name="foreignPrefix">Tensors whose names start with this belong to somebody else and are passed over.</param>
    /// <exception cref="BadInputException">The file is damaged, or its tensors do not match the decoder.</exception>
    public static void LoadWeights(DecoderModel decoder, string path, string? foreignPrefix = null)
    {
        using var weights = SafetensorsModel.OpenFile(path);
        LoadWeights(decoder, weights, foreignPrefix, decoder.Config.VocabularySize);
    }

    /// <summary>
    /// Writes <c>config.json</c> and the weights into a folder, as fp32, with an encoder of events in a file of its own. A folder that does not exist appears whole or not at
    /// all; in one that does, each file does (see <see cref="SafetensorsModel.Write"/>).
    /// </summary>
    /// <param name="decoder">The decoder.</param>
    /// <param name="directory">The folder.</param>
    /// <param name="largestShard">Bytes of weights in one file; a larger model is sharded.</param>
    /// <exception cref="BadInputException">The folder cannot be written.</exception>
    public static void Save(DecoderModel decoder, string directory, long largestShard = SafetensorsModel.LargestShard)
    {
        if (Directory.Exists(directory))
        {
            Write(decoder, directory, largestShard);
            return;
        }

        using var folder = AtomicFolder.Create(directory);
        Write(decoder, folder.Path, largestShard);
        folder.Commit();
    }

    /// <summary>The decoder's own parameters under their Hugging Face names, without those of a low-rank adaptation.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Named(DecoderModel decoder) =>
        decoder.BaseParameters().Select(p => KeyValuePair.Create(FullName(p.Name), (Tensor)p.Parameter));

    private static void Write(DecoderModel decoder, string directory, long largestShard)
    {
        DecoderConfigFile.Write(decoder.Config, Path.Combine(directory, ConfigFile));
        SafetensorsModel.Write(directory, Named(decoder), largestShard);
        EventEncoderFile.Save(decoder, directory);
    }

    private static string FullName(string name) => name == Head ? Head : Prefix + name;

    private static void LoadWeights(DecoderModel decoder, SafetensorsModel weights, string? foreignPrefix, int storedVocabulary)
    {
        var parameters = decoder.BaseParameters().ToDictionary(p => p.Name, p => (Tensor)p.Parameter);
        var found = new Dictionary<string, string>();
        foreach (var name in weights.Entries.Keys)
        {
            if (foreignPrefix is not null && name.StartsWith(foreignPrefix, StringComparison.Ordinal))
                continue;
            var bare = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
            if (!found.TryAdd(bare, name))
                throw new BadInputException($"the tensor stands here a second time as {found[bare]}.", weights.FileOf(name), field: $"tensor {name}");
        }

        var repeatedHead = decoder.Config.TieEmbeddings && found.Remove(Head, out var head) ? head : null;
        Compare(parameters, found, weights, storedVocabulary);
        if (repeatedHead is not null && !weights.AreEqual(repeatedHead, found[EmbeddingName]))
        {
            throw new BadInputException("the configuration ties the output head to the embeddings, but the file holds another head.",
                weights.FileOf(repeatedHead), field: $"tensor {repeatedHead}", remedy: "Set tie_word_embeddings to false.");
        }

        using var noGradient = no_grad();
        foreach (var (name, parameter) in parameters)
        {
            if (StoredShape(name, parameter, storedVocabulary)[0] == parameter.shape[0])
                weights.ReadInto(found[name], parameter);
            else
                ReadAndGrow(weights, found[name], parameter, storedVocabulary);
        }
    }

    private static void ReadAndGrow(SafetensorsModel weights, string name, Tensor parameter, int stored)
    {
        using var scope = NewDisposeScope();
        var known = parameter.narrow(0, 0, stored);
        weights.ReadInto(name, known);
        parameter.narrow(0, stored, parameter.shape[0] - stored).add_(known.mean([0L], keepdim: true));
    }

    /// <summary>A damaged size would otherwise take all memory before the shapes are compared.</summary>
    private static void RefuseFarLarger(DecoderConfig config, SafetensorsModel weights, string path)
    {
        var (hidden, states) = ((double)config.HiddenSize, (double)config.HeadSize * (config.Heads + config.KeyValueHeads));
        var asked = (config.VocabularySize * hidden) + (config.Layers * hidden * ((2 * states) + (3.0 * config.IntermediateSize)));
        var stored = weights.Entries.Values.Sum(entry => entry.Shape.Aggregate(1.0, (product, extent) => product * extent));
        if (asked > LargestExcess * (stored + 1))
        {
            throw new BadInputException(FormattableString.Invariant($"the configuration asks for {asked:G3} numbers, the weights hold {stored:G3}."), path,
                remedy: "Use the config.json that belongs to these weights.");
        }
    }

    private static void Compare(
        Dictionary<string, Tensor> parameters, Dictionary<string, string> found, SafetensorsModel weights, int storedVocabulary)
    {
        string[] missing = [.. parameters.Keys.Where(name => !found.ContainsKey(name)).Select(FullName)];
        string[] unknown = [.. found.Where(f => !parameters.ContainsKey(f.Key)).Select(f => f.Value)];
        string[] reshaped =
        [
            .. parameters.Where(p => found.ContainsKey(p.Key))
                .Select(p => (Entry: weights.Entries[found[p.Key]], Expected: StoredShape(p.Key, p.Value, storedVocabulary)))
                .Where(p => !p.Entry.Shape.SequenceEqual(p.Expected))
                .Select(p => $"{p.Entry.Name} [{string.Join(", ", p.Entry.Shape)}], expected [{string.Join(", ", p.Expected)}]"),
        ];
        if (missing.Length + unknown.Length + reshaped.Length > 0)
        {
            throw new BadInputException(
                $"the tensors do not match the configuration. Missing from the file ({missing.Length}): {TruncatedNames.Of(missing)}. "
                + $"Unknown to the decoder ({unknown.Length}): {TruncatedNames.Of(unknown)}. Of another shape ({reshaped.Length}): {TruncatedNames.Of(reshaped)}.",
                weights.Path, remedy: missing is [Head] && unknown.Length + reshaped.Length == 0
                    ? "Where the output head is the embedding matrix, or is not needed, set tie_word_embeddings to true in config.json."
                    : "Use the config.json that belongs to these weights.");
        }

        if (found.Values.Select(name => weights.Entries[name]).FirstOrDefault(e => !WeightTypes.Contains(e.Type)) is { } odd)
        {
            throw new BadInputException($"its values are of the type {odd.Type}; weights are F32, BF16, F16 or F64.", weights.FileOf(odd.Name),
                field: $"tensor {odd.Name}", remedy: "Quantized weights are not supported: use the model they were made from.");
        }
    }

    /// <summary>The shape a parameter has in the files, which may hold fewer tokens than the decoder.</summary>
    private static long[] StoredShape(string name, Tensor parameter, int storedVocabulary) =>
        name is EmbeddingName or Head ? [storedVocabulary, .. parameter.shape[1..]] : parameter.shape;
}
