using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ggsm.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Ggsm.Tests.Checkpoints;

/// <summary>A tiny Qwen2.5 folder as Hugging Face lays it out: the published field and tensor names with small numbers.</summary>
internal sealed class QwenFolder(string directory)
{
    public const int Hidden = 16;
    public const int Layers = 2;

    /// <summary>Ids of the tokenizer fixture.</summary>
    public const int Tokens = 594;

    public string Directory { get; } = System.IO.Directory.CreateDirectory(directory).FullName;

    public string Index => File("model.safetensors.index.json");

    public static string Tokenizer => Path.Combine(AppContext.BaseDirectory, "Fixtures", "qwen-tokenizer");

    public string File(string name) => Path.Combine(Directory, name);

    /// <summary>The tensors of such a model, fp32, by name.</summary>
    public static Dictionary<string, Tensor> Weights(int vocabulary, bool tied)
    {
        var random = new Random(3);
        var tensors = new Dictionary<string, Tensor> { ["model.embed_tokens.weight"] = Values(vocabulary, Hidden) };
        for (var layer = 0; layer < Layers; layer++)
        {
            var name = $"model.layers.{layer}.";
            tensors[name + "input_layernorm.weight"] = Values(Hidden);
            tensors[name + "mlp.down_proj.weight"] = Values(Hidden, 24);
            tensors[name + "mlp.gate_proj.weight"] = Values(24, Hidden);
            tensors[name + "mlp.up_proj.weight"] = Values(24, Hidden);
            tensors[name + "post_attention_layernorm.weight"] = Values(Hidden);
            foreach (var (projection, size) in new[] { ("k", 8), ("q", 16), ("v", 8) })
            {
                tensors[$"{name}self_attn.{projection}_proj.bias"] = Values(size);
                tensors[$"{name}self_attn.{projection}_proj.weight"] = Values(size, Hidden);
            }

            tensors[name + "self_attn.o_proj.weight"] = Values(Hidden, Hidden);
        }

        tensors["model.norm.weight"] = Values(Hidden);
        if (!tied)
            tensors["lm_head.weight"] = Values(vocabulary, Hidden);
        return tensors;

        Tensor Values(params long[] shape) => TestTensors.Normal(random, shape) * 0.1f;
    }

    /// <summary>Writes everything in one weights file.</summary>
    public Dictionary<string, Tensor> Write(bool tied = true, int vocabulary = Tokens + 40, ScalarType type = ScalarType.Float32)
    {
        var tensors = Weights(vocabulary, tied).ToDictionary(t => t.Key, t => t.Value.to(type));
        WriteConfig(vocabulary, tied);
        WriteTokenizer();
        SafetensorsWriter.Write(File("model.safetensors"), tensors);
        return tensors;
    }

    /// <summary>Writes the weights as two shards and their index, the norm and the head in the second.</summary>
    public Dictionary<string, Tensor> WriteSharded(bool tied = true, int vocabulary = Tokens + 40, ScalarType type = ScalarType.Float32)
    {
        var tensors = Write(tied, vocabulary, type);
        System.IO.File.Delete(File("model.safetensors"));
        var shards = tensors.ToLookup(t => t.Key.Contains("layers.1.") || t.Key is "model.norm.weight" or "lm_head.weight" ? Shard(2) : Shard(1));
        foreach (var shard in shards)
            SafetensorsWriter.Write(File(shard.Key), shard);
        WriteIndex(shards.SelectMany(s => s.Select(t => (t.Key, s.Key))).ToDictionary(t => t.Item1, t => t.Item2));
        return tensors;
    }

    public static string Shard(int number) => $"model-0000{number}-of-00002.safetensors";

    public void WriteIndex(Dictionary<string, string> map) => System.IO.File.WriteAllText(Index, JsonSerializer.Serialize(
        new { metadata = new { total_size = 123456 }, weight_map = map }));

    public Dictionary<string, string> ReadIndex() =>
        JsonNode.Parse(System.IO.File.ReadAllText(Index))!["weight_map"].Deserialize<Dictionary<string, string>>()!;

    public void WriteConfig(int vocabulary, bool tied) => System.IO.File.WriteAllText(File("config.json"), $$"""
        {
          "architectures": [
            "Qwen2ForCausalLM"
          ],
          "attention_dropout": 0.0,
          "bos_token_id": 590,
          "eos_token_id": 592,
          "hidden_act": "silu",
          "hidden_size": {{Hidden}},
          "initializer_range": 0.02,
          "intermediate_size": 24,
          "max_position_embeddings": 32768,
          "max_window_layers": 21,
          "model_type": "qwen2",
          "num_attention_heads": 4,
          "num_hidden_layers": {{Layers}},
          "num_key_value_heads": 2,
          "rms_norm_eps": 1e-06,
          "rope_scaling": null,
          "rope_theta": 1000000.0,
          "sliding_window": 32768,
          "tie_word_embeddings": {{(tied ? "true" : "false")}},
          "torch_dtype": "bfloat16",
          "transformers_version": "4.43.1",
          "use_cache": true,
          "use_sliding_window": false,
          "vocab_size": {{vocabulary}}
        }
        """);

    /// <summary>The fixture's tokenizer.json and tokenizer_config.json.</summary>
    public void WriteTokenizer()
    {
        foreach (var name in new[] { "tokenizer.json", "tokenizer_config.json" })
            System.IO.File.Copy(Path.Combine(Tokenizer, name), File(name), overwrite: true);
    }

    /// <summary>The same tokenizer as vocab.json and merges.txt, as published beside tokenizer.json.</summary>
    public void SplitTokenizer()
    {
        var model = JsonNode.Parse(System.IO.File.ReadAllText(File("tokenizer.json")))!["model"]!;
        System.IO.File.WriteAllText(File("vocab.json"), model["vocab"]!.ToJsonString());
        var merges = model["merges"]!.AsArray().Select(m => m!.GetValue<string>());
        System.IO.File.WriteAllText(File("merges.txt"), new StringBuilder("#version: 0.2\n").AppendJoin('\n', merges).Append('\n').ToString());
        System.IO.File.Delete(File("tokenizer.json"));
    }
}
