using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Ggsm.Checkpoints;
using Ggsm.Decoder;
using Ggsm.Runs;
using Ggsm.Training;
using Ggsm.Users;
using Ggsm.Users.Sources;
using static TorchSharp.torch;

namespace Ggsm.Verification.Fuzzing;

/// <summary>The files that come from outside, and what reads them.</summary>
internal static class FuzzTargets
{
    private const string User = """
        {"id": "u1", "as_of": "2026-03-01T00:00:00Z", "bill": [{"time": "2026-02-27T12:30:00Z", "item": "noodles", "amount": 12}, {"time": "2026-02-28T08:00:00+01:00", "item": "tea"}], "minipro": [], "spm": [{"time": "2026-02-20", "page": "home"}], "app": [], "search": [{"time": "2026-02-28T19:57:00Z", "words": "sushi \u5bff\u53f8"}], "tabular": {"payments per week": 3, "city": "寧波"}, "future": {"bill": [{"time": "2026-03-02T12:10:00Z", "item": "sushi", "amount": 15.5}]}, "labels": {"food": 1, "movie": 0}}

        """;

    private const string SmallUser = """{"id": 7, "as_of": "2026-03-01"}""" + "\n";

    private static readonly TrainingConfig Config = TrainingConfig.Preset("gpu") with
    {
        Model = new() { Lora = new LoraConfig() },
        Mask = new() { Options = new Dictionary<string, string> { ["source"] = "layer:2" } },
        Loss = new() { Margin = 0.1 },
    };

    private static readonly StepRecord Step = new()
    {
        Step = 3,
        MaskStep = 3,
        Loss = 1.25,
        Alpha = 0.5,
        MeanFutureWeight = 0.75,
        ImportancePercentiles = new ImportancePercentiles(0.1, 0.2, 0.4),
        GradientNorm = 2,
        LearningRate = 1e-3,
        TokensPerSecond = 1000,
    };

    private static readonly CsvMapping LogMapping = new(
        new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), ',', "ours",
        [
            new CsvEvents("log.csv", "who", "at", "iso", null, "kind", new Dictionary<string, Modality?> { ["PAGE"] = Modality.Spm, ["BOT"] = null },
                [new CsvField("thing", "what", false), new CsvField("amount", "value", true)]),
        ],
        []);

    private static readonly UserTokenizer Tokenizer = BpeTrainer.Train(["buys tea, likes tea"], 300);

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("safetensors", "model.safetensors",
            [
                Safetensors("""{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"I64","shape":[1],"data_offsets":[16,24]}}""", 24),
                Safetensors("""{"scalar":{"dtype":"BF16","shape":[],"data_offsets":[0,2]},"none":{"dtype":"F16","shape":[0,3],"data_offsets":[2,2]},"flag":{"dtype":"BOOL","shape":[3],"data_offsets":[2,5]}}""", 5),
            ],
            FuzzMutator.Safetensors, ReadTensors),
        Text("safetensors index", "model.safetensors.index.json", path => SafetensorsIndex.Read(path),
            """{"metadata": {"total_size": 24}, "weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}"""),
        Text("decoder config", "config.json", path => DecoderConfigFile.Read(path), DecoderConfigFile.Format(DecoderConfig.Preset("quick", 300)),
            """{"model_type": "qwen2", "vocab_size": 300, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, "rope_parameters": {"rope_type": "default", "rope_theta": 1000000.0}}""",
            """{"model_type": "qwen2", "vocab_size": 300, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4, "rope_theta": 1000000.0, "rope_scaling": {"type": "default"}, "rope_parameters": {"full_attention": {"rope_type": "default", "rope_theta": 1000000.0}}}"""),
        Text("adapter config", "adapter_config.json", path => PeftConfigFile.Read(path), PeftConfigFile.Format(new LoraConfig { Rank = 4, Dropout = 0.1 }, "base")),
        Text("tokenizer config", UserTokenizer.ConfigFile, ReadTokenizer, """{"tokenizer_class": "Qwen2Tokenizer", "eos_token": "<EOS>", "pad_token": {"content": "<PAD>"}, "added_tokens_decoder": {"300": {"content": "<USER>", "special": true}}}""")
            with { Prepare = folder => Tokenizer.Save(folder) },
        Text("whole tokenizer", TokenizerFolder.WholeFile, ReadTokenizer, WholeTokenizer()),
        Text("vocabulary", UserTokenizer.VocabularyFile, ReadTokenizer, Vocabulary()) with { Prepare = folder => Tokenizer.Save(folder) },
        Text("users.jsonl", "users.jsonl", path => Exhaust(UsersFile.Read(path).Select(user => PromptTemplate.Render(user, "all of it"))), User, SmallUser, SmallUser + User),
        Text("pairs.jsonl", "pairs.jsonl", path => Exhaust(PairsFile.Read(path)),
            """
            {"user": "u1", "instruction": "food", "answer": "noodles x3", "source": "behavior", "difficulty": 0.4, "split": "train"}
            {"query": "buys tea", "answer": "likes tea", "negatives": ["likes soup", "likes fish"], "split": "held_out"}

            """),
        Text("text pairs", "pairs.json", path => Exhaust(TextPairReader.Read(path)),
            """
            {"query": "buys tea", "answer": "likes tea", "negatives": ["likes soup"]}
            {"instruction": "say", "input": "more", "output": "less"}
            {"prompt": "a", "completion": "b", "user": "u", "difficulty": 1e-3}
            {"text": "asked\n\nanswered"}

            """,
            """[{"query": "buys tea", "answer": "likes tea"}, {"instruction": "say", "input": "", "output": "less"}, {"text": "asked\r\n\r\nanswered"}]"""),
        Text("csv mapping", "map.json", path => CsvMapping.Load(path),
            """{"as_of": "2026-03-01T00:00:00Z", "separator": ";", "licence": "ours", "events": [{"file": "log.csv", "id": "who", "time": "at", "time_format": "unix", "modality": {"column": "kind", "values": {"PAGE": "spm", "BOT": null}}, "fields": {"thing": "what", "amount": {"column": "value", "number": true}}}], "users": [{"file": "people.csv", "id": "who", "tabular": {"city": "town"}, "labels": {"food": "likes"}}]}"""),
        Text("csv event log", "log.csv", path => Exhaust(new CsvEventLog(path, LogMapping).Read()),
            "who,at,kind,what,value\nu1,2026-02-01T10:00:00Z,PAGE,\"home, again\",3.5\nu2,2026-03-02,PAGE,jazz,\nu1,2026-02-02 11:00,BOT,x,1\n"),
        Text("run config", "config.json", ReadConfig, RunJson.Write(new TrainingConfig()), RunJson.Write(Config)),
        Text("run.jsonl", "run.jsonl", path => Exhaust(JsonLines.Read<StepRecord>(path)),
            string.Concat(Enumerable.Repeat(System.Text.Json.JsonSerializer.Serialize(Step, RunJson.Line) + "\n", 2))),
    ];

    private static FuzzTarget Text(string name, string fileName, Action<string> read, params string[] corpus) =>
        new(name, fileName, [.. corpus.Select(Encoding.UTF8.GetBytes)], FuzzMutator.Text, read);

    private static byte[] Safetensors(string header, int dataBytes)
    {
        var file = new byte[sizeof(ulong) + header.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        Encoding.UTF8.GetBytes(header).CopyTo(file, sizeof(ulong));
        return file;
    }

    private static void ReadTensors(string path)
    {
        using var scope = NewDisposeScope();
        SafetensorsReader.ReadAll(path);
    }

    private static string Vocabulary()
    {
        var folder = Directory.CreateTempSubdirectory("workbook-vocabulary-").FullName;
        try
        {
            Tokenizer.Save(folder);
            return File.ReadAllText(Path.Combine(folder, UserTokenizer.VocabularyFile));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string WholeTokenizer() => new JsonObject
    {
        ["added_tokens"] = new JsonArray(new JsonObject { ["id"] = 320, ["content"] = "<|endoftext|>", ["lstrip"] = false }),
        ["normalizer"] = new JsonObject { ["type"] = "NFC" },
        ["pre_tokenizer"] = JsonNode.Parse($$"""{"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": {{System.Text.Json.JsonSerializer.Serialize(QwenWords.Pattern)}}}, "behavior": "Isolated", "invert": false}, {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]}"""),
        ["post_processor"] = null,
        ["decoder"] = new JsonObject { ["type"] = "ByteLevel" },
        ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = JsonNode.Parse(Vocabulary()), ["merges"] = new JsonArray() },
    }.ToJsonString();

    private static void ReadTokenizer(string path) => UserTokenizer.Load(Path.GetDirectoryName(path)!);

    private static void ReadConfig(string path)
    {
        var config = TrainingConfig.Load(path);
        config.Validate();
        config.Resolved();
    }

    private static void Exhaust<T>(IEnumerable<T> values)
    {
        foreach (var value in values)
            GC.KeepAlive(value);
    }
}

/// <summary>A kind of file and the reader that must withstand it.</summary>
/// <param name="Name">What it is called in reports.</param>
/// <param name="FileName">The name the file gets.</param>
/// <param name="Corpus">Files that can be read, to start from.</param>
/// <param name="Mutate">Damages one of them.</param>
/// <param name="Read">Reads a file to its end.</param>
internal sealed record FuzzTarget(
    string Name, string FileName, IReadOnlyList<byte[]> Corpus, Func<byte[], SeededRandom, byte[]> Mutate, Action<string> Read)
{
    /// <summary>Puts what else the reader needs into the folder; null when it needs nothing.</summary>
    public Action<string>? Prepare { get; init; }
}
