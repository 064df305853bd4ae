using Ggsm.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Checkpoints;

/// <summary>
/// LoRA adapters in the layout of Hugging Face PEFT: <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>. Loading is
/// strict: every tensor of the file must have its place in the decoder, and the other way round.
/// </summary>
public static class PeftAdapter
{
    /// <summary>The name of the weights file.</summary>
    public const string WeightsFile = "adapter_model.safetensors";

    private const string Prefix = "base_model.model.";
    private const string ModelPrefix = "model.";

    /// <summary>Whether the folder holds an adapter.</summary>
    public static bool IsIn(string directory) => File.Exists(Path.Combine(directory, PeftConfigFile.Name));

    /// <summary>Puts the adapter of a folder beside a decoder's weights, unmerged, on the decoder's device and in fp32.</summary>
    /// <param name="decoder">A decoder without a low-rank adaptation; it gets this one and is frozen.</param>
    /// <param name="directory">A folder with <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>.</param>
    /// <exception cref="BadInputException">A file is missing or damaged, a feature is unsupported, or the tensors do not match the decoder. The decoder is as it was.</exception>
    public static void Load(DecoderModel decoder, string directory)
    {
        var config = PeftConfigFile.Read(Path.Combine(directory, PeftConfigFile.Name));
        var path = Path.Combine(directory, WeightsFile);
        using var reader = SafetensorsReader.Open(path);
        var found = Found(reader, path);
        Compare(Expected(decoder, config), found, reader, path);
        decoder.AddLora(config);
        using var noGradient = no_grad();
        foreach (var (name, parameter) in decoder.LoraParameters())
        {
            using var stored = reader.Read(found[name]);
            parameter.copy_(stored);
        }
    }

    /// <summary>Writes a decoder's adapter into a folder, each file whole or not at all.</summary>
    /// <param name="decoder">A decoder with a low-rank adaptation, merged or not.</param>
    /// <param name="directory">The folder; made when missing.</param>
    /// <param name="baseModel">The folder or name of the model it was trained on; null when nothing names it.</param>
    /// <exception cref="BadInputException">The folder cannot be written.</exception>
    public static void Save(DecoderModel decoder, string directory, string? baseModel = null)
    {
        var config = decoder.Lora ?? throw new InvalidOperationException("This decoder has no low-rank adaptation.");
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the folder cannot be made ({e.Message})", directory, inner: e);
        }

        PeftConfigFile.Write(config, Path.Combine(directory, PeftConfigFile.Name), baseModel);
        SafetensorsWriter.Write(
            Path.Combine(directory, WeightsFile),
            decoder.LoraParameters().Select(p => KeyValuePair.Create(Prefix + ModelPrefix + p.Name, (Tensor)p.Parameter)));
    }

    /// <summary>Names of the file by the decoder's names. PEFT writes <c>base_model.model.model.layers...</c>, or one <c>model.</c> less for a bare encoder.</summary>
    private static Dictionary<string, string> Found(SafetensorsReader reader, string path)
    {
        var found = new Dictionary<string, string>();
        foreach (var name in reader.Entries.Keys)
        {
            var bare = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
            bare = bare.StartsWith(ModelPrefix, StringComparison.Ordinal) ? bare[ModelPrefix.Length..] : bare;
            if (!found.TryAdd(bare, name))
                throw new BadInputException($"the file holds this tensor a second time as {found[bare]}.", path, field: $"tensor {name}");
        }

        return found;
    }

    private static Dictionary<string, long[]> Expected(DecoderModel decoder, LoraConfig config)
    {
        var expected = new Dictionary<string, long[]>();
        foreach (var (name, weight) in decoder.BaseParameters())
        {
            if (!name.EndsWith(".weight", StringComparison.Ordinal) || !config.Targets.Contains(name.Split('.')[^2]))
                continue;
            var projection = name[..^".weight".Length];
            expected[$"{projection}.lora_A.weight"] = [config.Rank, weight.shape[1]];
            expected[$"{projection}.lora_B.weight"] = [weight.shape[0], config.Rank];
        }

        return expected;
    }

    private static void Compare(Dictionary<string, long[]> expected, Dictionary<string, string> found, SafetensorsReader reader, string path)
    {
        var missing = expected.Keys.Where(name => !found.ContainsKey(name)).ToList();
        var unknown = found.Where(f => !expected.ContainsKey(f.Key)).Select(f => f.Value).ToList();
        if (missing.Count > 0 || unknown.Count > 0)
        {
            throw new BadInputException(
                $"the tensors do not match the adapter's configuration and the decoder. Missing from the file ({missing.Count}): {List(missing)}. Unknown to the decoder ({unknown.Count}): {List(unknown)}.",
                path, remedy: "Use the adapter_config.json and the base model that belong to these weights.");
        }

        foreach (var (name, shape) in expected)
        {
            var entry = reader.Entries[found[name]];
            if (!entry.Shape.SequenceEqual(shape))
            {
                throw new BadInputException(
                    $"its shape is [{string.Join(", ", entry.Shape)}]; the adapter's configuration and the decoder ask for [{string.Join(", ", shape)}].",
                    path, field: $"tensor {entry.Name}", remedy: "Use the adapter_config.json and the base model that belong to these weights.");
            }
        }
    }

    private static string List(List<string> names) =>
        names.Count == 0 ? "none" : string.Join(", ", names.Take(8)) + (names.Count > 8 ? $" and {names.Count - 8} more" : "");
}
