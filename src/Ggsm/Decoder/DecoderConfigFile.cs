using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ggsm.Decoder;

/// <summary>
/// Reads and writes <see cref="DecoderConfig"/> as a Hugging Face <c>config.json</c> of model type <c>qwen2</c>.
/// A setting that would change the computation and is not supported here is refused, never ignored.
/// </summary>
public static class DecoderConfigFile
{
    /// <summary>The format this version writes beside Hugging Face's own fields, and the newest it reads.</summary>
    private const int CurrentFormatVersion = 1;

    /// <summary>A field of our own, which Hugging Face passes over.</summary>
    private const string EmbeddingRange = "embedding_initializer_range";

    private static readonly string[] Architectures = ["Qwen2ForCausalLM", "Qwen2Model"];
    private static readonly string[] WeightTypes = ["float32", "bfloat16", "float16", "float64"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads the file.</summary>
    /// <exception cref="BadInputException">It is missing, no JSON, lacks a field, or asks for something unsupported.</exception>
    public static DecoderConfig Read(string path) => Parse(InputFile.ReadText(path, "the decoder's configuration"), path);

    /// <summary>Reads the text of a <c>config.json</c>.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="path">The file it came from, for messages.</param>
    /// <exception cref="BadInputException">As for <see cref="Read"/>.</exception>
    public static DecoderConfig Parse(string text, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new BadInputException("expected a JSON object.", path);
            FormatVersion.RefuseNewer(document.RootElement, path, CurrentFormatVersion);
            var json = new ConfigReader(document.RootElement, path);
            RefuseUnsupported(json);
            var hidden = json.Integer("hidden_size");
            var heads = json.Integer("num_attention_heads");
            var config = new DecoderConfig
            {
                VocabularySize = json.Integer("vocab_size"),
                HiddenSize = hidden,
                IntermediateSize = json.Integer("intermediate_size"),
                Layers = json.Integer("num_hidden_layers"),
                Heads = heads,
                KeyValueHeads = json.Integer("num_key_value_heads", heads),
                HeadSize = json.Integer("head_dim", heads > 0 ? hidden / heads : 0),
                NormEpsilon = json.Number("rms_norm_eps", 1e-6),
                RopeTheta = RotaryBase.Read(json),
                TieEmbeddings = json.Flag("tie_word_embeddings", false),
                MaxPositions = json.Integer("max_position_embeddings", 32768),
                InitializerRange = json.Number("initializer_range", 0.02),
                EmbeddingInitializerRange = json.Has(EmbeddingRange) ? json.Number(EmbeddingRange, 0) : null,
            };
            if (!json.Has("head_dim") && heads > 0 && hidden % heads != 0)
                throw new BadInputException($"{hidden} is not a multiple of the {heads} attention heads, and head_dim is not given.", path, field: "hidden_size");
            config.Validate(path);
            return config;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Texts are decoded as they are looked at: one that is no Unicode is an InvalidOperationException.
            throw new BadInputException($"no valid JSON ({e.Message})", path, (e as JsonException)?.LineNumber + 1, inner: e);
        }
    }

    /// <summary>Writes the file.</summary>
    public static void Write(DecoderConfig config, string path) => AtomicFile.WriteText(path, Format(config));

    /// <summary>The text of a <c>config.json</c>.</summary>
    public static string Format(DecoderConfig config)
    {
        var json = new JsonObject
        {
            [FormatVersion.Field] = CurrentFormatVersion,
            ["model_type"] = "qwen2",
            ["architectures"] = new JsonArray("Qwen2ForCausalLM"),
            ["vocab_size"] = config.VocabularySize,
            ["hidden_size"] = config.HiddenSize,
            ["intermediate_size"] = config.IntermediateSize,
            ["num_hidden_layers"] = config.Layers,
            ["num_attention_heads"] = config.Heads,
            ["num_key_value_heads"] = config.KeyValueHeads,
            ["head_dim"] = config.HeadSize,
            ["hidden_act"] = "silu",
            ["rms_norm_eps"] = config.NormEpsilon,
            ["rope_theta"] = config.RopeTheta,
            ["tie_word_embeddings"] = config.TieEmbeddings,
            ["max_position_embeddings"] = config.MaxPositions,
            ["initializer_range"] = config.InitializerRange,
            ["use_sliding_window"] = false,
            ["torch_dtype"] = "float32",
        };
        if (config.EmbeddingInitializerRange is { } range)
            json[EmbeddingRange] = range;
        return json.ToJsonString(Indented) + "\n";
    }

    private static void RefuseUnsupported(ConfigReader json)
    {
        json.Expect("model_type", "qwen2");
        json.Expect("hidden_act", "silu", "silu");
        if (json.Texts("architectures").Any(a => !Architectures.Contains(a)))
            throw json.Unsupported("architectures", $"expected {string.Join(" or ", Architectures)}, a decoder without another head");
        json.ExpectFlag("attention_bias", true, "the projections to queries, keys and values have a bias in Qwen2");
        json.ExpectFlag("qkv_bias", true, "the projections to queries, keys and values have a bias in Qwen2");
        json.ExpectFlag("mlp_bias", false, "the feed-forward part has no bias in Qwen2");
        json.ExpectFlag("use_mrope", false, "positions are those of plain text");
        foreach (var field in new[] { "torch_dtype", "dtype" })
            json.ExpectOneOf(field, WeightTypes);
        json.RefuseUnlessNull("quantization_config", "quantized weights are not supported");
        if (json.Flag("use_sliding_window", false))
            throw json.Unsupported("use_sliding_window", "every layer of this decoder attends to the whole input");
        if (json.Number("attention_dropout", 0) != 0)
            throw json.Unsupported("attention_dropout", "this decoder has no dropout");
        if (json.Texts("layer_types").Any(t => t != "full_attention"))
            throw json.Unsupported("layer_types", "every layer of this decoder is full_attention");
    }
}
