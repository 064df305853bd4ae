using Ggsm.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Checkpoints;

/// <summary>
/// Decoders in the layout of a Hugging Face folder: <c>config.json</c> and <c>model.safetensors</c>.
/// Loading is strict: every tensor of the file must have its place in the decoder, and the other way round.
/// </summary>
public static class PretrainedDecoder
{
    /// <summary>The name of the weights file.</summary>
    public const string WeightsFile = "model.safetensors";

    /// <summary>The name of the configuration file.</summary>
    public const string ConfigFile = "config.json";

    private const string Prefix = "model.";
    private const string Head = "lm_head.weight";
    private const string EmbeddingName = "embed_tokens.weight";

    /// <summary>Loads a decoder onto the CPU, in fp32 whatever the file holds.</summary>
    /// <param name="directory">A folder with <c>config.json</c> and <c>model.safetensors</c>.</param>
    /// <exception cref="BadInputException">A file is missing or damaged, a setting is unsupported, or the tensors do not match the decoder.</exception>
    public static DecoderModel Load(string directory)
    {
        var config = DecoderConfigFile.Read(Path.Combine(directory, ConfigFile));
        var weights = Path.Combine(directory, WeightsFile);
        if (!File.Exists(weights) && File.Exists(weights + ".index.json"))
            throw new BadInputException("the weights are split over several files, which is not supported.", weights + ".index.json",
                remedy: "Use a checkpoint with a single model.safetensors.");
        var decoder = new DecoderModel(config);
        try
        {
            LoadWeights(decoder, weights);
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
        using var reader = SafetensorsReader.Open(path);
        var parameters = decoder.BaseParameters().ToDictionary(p => p.Name, p => (Tensor)p.Parameter);
        var found = new Dictionary<string, string>();
        foreach (var name in reader.Entries.Keys)
        {
            if (foreignPrefix is not null && name.StartsWith(foreignPrefix, StringComparison.Ordinal))
                continue;
            var bare = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
            if (!found.TryAdd(bare, name))
                throw new BadInputException($"the file holds this tensor a second time as {found[bare]}.", path, field: $"tensor {name}");
        }

        var repeatsHead = decoder.Config.TieEmbeddings && found.Remove(Head);
        Compare(parameters, found, reader, path);

        using var noGradient = no_grad();
        foreach (var (name, parameter) in parameters)
        {
            using var stored = reader.Read(found[name]);
            parameter.copy_(stored);
        }

        if (repeatsHead)
            CheckTiedHead(reader, found[EmbeddingName], path);
    }

    /// <summary>Writes <c>config.json</c> and <c>model.safetensors</c> into a folder, each whole or not at all.</summary>
    /// <exception cref="BadInputException">The folder cannot be written.</exception>
    public static void Save(DecoderModel decoder, string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the folder cannot be made ({e.Message})", directory, inner: e);
        }

        DecoderConfigFile.Write(decoder.Config, Path.Combine(directory, ConfigFile));
        SafetensorsWriter.Write(Path.Combine(directory, WeightsFile), Named(decoder));
    }

    /// <summary>The decoder's own parameters under their Hugging Face names, without those of a low-rank adaptation.</summary>
    public static IEnumerable<KeyValuePair<string, Tensor>> Named(DecoderModel decoder) =>
        decoder.BaseParameters().Select(p => KeyValuePair.Create(p.Name == Head ? Head : Prefix + p.Name, (Tensor)p.Parameter));

    private static void Compare(
        Dictionary<string, Tensor> parameters, Dictionary<string, string> found, SafetensorsReader reader, string path)
    {
        var missing = parameters.Keys.Where(name => !found.ContainsKey(name)).ToList();
        var unknown = found.Where(f => !parameters.ContainsKey(f.Key)).Select(f => f.Value).ToList();
        if (missing.Count > 0 || unknown.Count > 0)
            throw new BadInputException(
                $"the tensors do not match the configuration. Missing from the file ({missing.Count}): {List(missing)}. Unknown to the decoder ({unknown.Count}): {List(unknown)}.",
                path, remedy: "Use the config.json that belongs to these weights.");

        foreach (var (name, parameter) in parameters)
        {
            var entry = reader.Entries[found[name]];
            if (!entry.Shape.SequenceEqual(parameter.shape))
                throw new BadInputException(
                    $"its shape is [{string.Join(", ", entry.Shape)}]; the configuration asks for [{string.Join(", ", parameter.shape)}].",
                    path, field: $"tensor {entry.Name}", remedy: "Use the config.json that belongs to these weights.");
        }
    }

    private static void CheckTiedHead(SafetensorsReader reader, string embeddingName, string path)
    {
        using var scope = NewDisposeScope();
        var (head, embedding) = (reader.Read(Head), reader.Read(embeddingName));
        if (!head.shape.SequenceEqual(embedding.shape) || !head.eq(embedding).all().item<bool>())
            throw new BadInputException("the configuration ties the output head to the embeddings, but the file holds another head.", path,
                field: $"tensor {Head}", remedy: "Set tie_word_embeddings to false.");
    }

    private static string List(List<string> names) =>
        names.Count == 0 ? "none" : string.Join(", ", names.Take(8)) + (names.Count > 8 ? $" and {names.Count - 8} more" : "");
}
