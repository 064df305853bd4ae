using System.Text.Json;
using System.Text.Json.Nodes;
using Ggsm.Decoder;

namespace Ggsm.Checkpoints;

/// <summary>
/// Reads and writes <see cref="LoraConfig"/> as the <c>adapter_config.json</c> of Hugging Face PEFT. A feature that would change
/// the computation and is not supported here (DoRA, trained biases, modules saved whole, ranks by pattern, ...) is refused by name.
/// </summary>
public static class PeftConfigFile
{
    /// <summary>The file's name.</summary>
    public const string Name = "adapter_config.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    // Fields that say where the adapter comes from or how PEFT is to run it, not what it computes.
    private static readonly HashSet<string> Informative =
    [
        "auto_mapping", "base_model_name_or_path", "inference_mode", "peft_version", "revision", "task_type", "runtime_config", "megatron_core", "qalora_group_size",
    ];

    private static readonly HashSet<string> Understood = ["peft_type", "r", "lora_alpha", "lora_dropout", "target_modules", "use_rslora", "bias", "init_lora_weights"];

    /// <summary>Reads the file.</summary>
    /// <exception cref="BadInputException">It is missing, damaged, or asks for something unsupported.</exception>
    public static LoraConfig Read(string path) => Parse(InputFile.ReadText(path, "the adapter's configuration"), path);

    /// <summary>Reads the text of an <c>adapter_config.json</c>.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="path">The file it came from, for messages.</param>
    /// <exception cref="BadInputException">As for <see cref="Read"/>.</exception>
    public static LoraConfig Parse(string text, string path)
    {
        try
        {
            var json = JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false, MaxDepth = 16 }) as JsonObject
                ?? throw new BadInputException("expected a JSON object.", path);
            RefuseUnsupported(json, path);
            var config = new LoraConfig
            {
                Rank = Value<int>(json, "r", path),
                Alpha = Value<double>(json, "lora_alpha", path),
                Dropout = json["lora_dropout"] is null ? 0 : Value<double>(json, "lora_dropout", path),
                RankStabilized = json["use_rslora"] is not null && Value<bool>(json, "use_rslora", path),
                Targets = Targets(json["target_modules"], path),
            };
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
    /// <param name="config">The adapter.</param>
    /// <param name="path">Where to write.</param>
    /// <param name="baseModel">The folder or name of the model it was trained on; null when nothing names it.</param>
    public static void Write(LoraConfig config, string path, string? baseModel = null) => AtomicFile.WriteText(path, Format(config, baseModel));

    /// <summary>The text of an <c>adapter_config.json</c>.</summary>
    public static string Format(LoraConfig config, string? baseModel = null) => new JsonObject
    {
        ["peft_type"] = "LORA",
        ["task_type"] = "CAUSAL_LM",
        ["base_model_name_or_path"] = baseModel,
        ["inference_mode"] = true,
        ["r"] = config.Rank,
        ["lora_alpha"] = config.Alpha == Math.Floor(config.Alpha) && config.Alpha < int.MaxValue ? (int)config.Alpha : config.Alpha,
        ["lora_dropout"] = config.Dropout,
        ["target_modules"] = new JsonArray([.. config.Targets.Select(t => (JsonNode)t)]),
        ["use_rslora"] = config.RankStabilized,
        ["use_dora"] = false,
        ["bias"] = "none",
        ["modules_to_save"] = null,
        ["fan_in_fan_out"] = false,
        ["init_lora_weights"] = true,
        ["layers_to_transform"] = null,
        ["layers_pattern"] = null,
        ["rank_pattern"] = new JsonObject(),
        ["alpha_pattern"] = new JsonObject(),
    }.ToJsonString(Indented) + "\n";

    private static void RefuseUnsupported(JsonObject json, string path)
    {
        Expect("peft_type", n => Text(n) == "LORA", "only LoRA adapters are");
        Expect("bias", n => n is null || Text(n) == "none", "biases stay those of the base model");
        Expect("init_lora_weights", n => n is null || n.GetValueKind() is JsonValueKind.True or JsonValueKind.False || Text(n) == "gaussian",
            "this way of starting changes the base model's weights as well");
        foreach (var (name, node) in json)
        {
            if (!Informative.Contains(name) && !Understood.Contains(name))
                Expect(name, IsOff, "adapters with this feature compute something else");
        }

        void Expect(string field, Func<JsonNode?, bool> holds, string reason)
        {
            if (!holds(json[field]))
            {
                throw new BadInputException($"{Shorten(json[field])} is not supported: {reason}.", path, field: field,
                    remedy: "Use an adapter without it; ignoring it would give wrong states.");
            }
        }
    }

    private static bool IsOff(JsonNode? node) => node switch
    {
        null => true,
        JsonArray list => list.Count == 0,
        JsonObject members => members.Count == 0,
        _ => node.GetValueKind() == JsonValueKind.False || Text(node) == "",
    };

    private static IReadOnlyList<string> Targets(JsonNode? node, string path) => node switch
    {
        JsonArray list when list.All(n => Text(n) is not null) => [.. LoraConfig.Projections.Intersect(list.Select(n => Text(n)!)), .. list.Select(n => Text(n)!).Except(LoraConfig.Projections)],
        _ when Text(node) == "all-linear" => LoraConfig.Projections,
        _ => throw new BadInputException($"found {Shorten(node)}; expected a list of {string.Join(", ", LoraConfig.Projections)}, or \"all-linear\".", path, field: "target_modules"),
    };

    private static T Value<T>(JsonObject json, string field, string path) =>
        json[field] is JsonValue value && value.TryGetValue<T>(out var found)
            ? found
            : throw new BadInputException($"found {Shorten(json[field])}; expected {(typeof(T) == typeof(int) ? "a whole number" : typeof(T) == typeof(bool) ? "true or false" : "a number")}.", path, field: field);

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string Shorten(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "nothing";
        return text.Length > 60 ? $"{text[..60]}…" : text;
    }
}
