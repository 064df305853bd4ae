using System.Text.Json;
using System.Text.Json.Nodes;
using Ggsm.Tests.Checkpoints;
using Ggsm.Users;

namespace Ggsm.Tests.Users;

/// <summary>Folders in Qwen2.5's layout; reference ids of Hugging Face's own library.</summary>
public sealed class QwenTokenizerTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly QwenFolder qwen;

    public QwenTokenizerTests()
    {
        qwen = new QwenFolder(folder.File("Qwen2.5-tiny"));
        qwen.WriteTokenizer();
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Ids_are_those_of_Hugging_Faces_library(bool whole)
    {
        if (!whole)
            qwen.SplitTokenizer();
        var tokenizer = UserTokenizer.Load(qwen.Directory);
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(QwenFolder.Tokenizer, "expected.json")))!.AsArray();

        Assert.Equal(12, expected.Count);
        foreach (var text in expected)
            Assert.Equal(text!["ids"].Deserialize<int[]>(), tokenizer.Encode(text["text"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_template_s_tokens_follow_the_last_one_and_the_folder_lends_its_end_and_padding(bool whole)
    {
        if (!whole)
            qwen.SplitTokenizer();
        var tokenizer = UserTokenizer.Load(qwen.Directory);

        Assert.Equal((592, 590), (tokenizer.EosId, tokenizer.PadId));
        Assert.Equal(QwenFolder.Tokens, tokenizer.UserId);
        Assert.Equal(QwenFolder.Tokens + SpecialTokens.All.Count - 2, tokenizer.VocabularySize);
        Assert.Equal(tokenizer.UserId, tokenizer.EncodeQuery("taxi", 8)[^1]);
        Assert.Equal(592, tokenizer.EncodeAnswer("taxi", 8)[^1]);
        Assert.Single(tokenizer.Encode("<bill>"));
    }

    [Fact]
    public void A_tokenizer_that_was_loaded_is_saved_with_the_same_ids_also_over_another_one()
    {
        var tokenizer = UserTokenizer.Load(qwen.Directory);
        var text = PromptTemplate.Render(TestUsers.Random(4)) + "<|im_start|>";

        tokenizer.Save(folder.File("saved"));
        BpeTrainer.Train(["ab ab ab"], 300, TestContext.Current.CancellationToken).Save(qwen.Directory);

        Assert.Equal(tokenizer.Encode(text), UserTokenizer.Load(folder.File("saved")).Encode(text));
        Assert.NotEqual(tokenizer.Encode(text), UserTokenizer.Load(qwen.Directory).Encode(text));
    }

    [Fact]
    public void Merges_may_be_pairs_as_newer_writers_give_them()
    {
        var before = UserTokenizer.Load(qwen.Directory).Encode("older: noodles");
        Change("tokenizer.json", json =>
        {
            var merges = json["model"]!["merges"]!.AsArray().Select(m => m!.GetValue<string>().Split(' ')).ToArray();
            json["model"]!["merges"] = JsonSerializer.SerializeToNode(merges);
        });

        Assert.Equal(before, UserTokenizer.Load(qwen.Directory).Encode("older: noodles"));
    }

    [Fact]
    public void Tokens_added_by_an_older_writer_are_read_from_their_own_file()
    {
        qwen.SplitTokenizer();
        Change("tokenizer_config.json", json => json.AsObject().Remove("added_tokens_decoder"));
        File.WriteAllText(qwen.File("added_tokens.json"), """{"<|endoftext|>": 590, "<|im_start|>": 591, "<|im_end|>": 592}""");

        Assert.Equal([97, 592], UserTokenizer.Load(qwen.Directory).Encode("a<|im_end|>"));
    }

    [Fact]
    public void A_template_token_the_vocabulary_already_has_keeps_its_id()
    {
        Change("tokenizer.json", json => json["added_tokens"]!.AsArray().Add(JsonNode.Parse("""{"id": 700, "content": "<USER>"}""")));
        var tokenizer = UserTokenizer.Load(qwen.Directory);

        Assert.Equal(700, tokenizer.UserId);
        Assert.Equal(701 + SpecialTokens.All.Count - 3, tokenizer.VocabularySize);
    }

    [Theory]
    [InlineData("model.type", "\"WordPiece\"", "type")]
    [InlineData("model.byte_fallback", "true", "byte_fallback")]
    [InlineData("model.ignore_merges", "true", "ignore_merges")]
    [InlineData("model.dropout", "0.1", "dropout")]
    [InlineData("model.end_of_word_suffix", "\"</w>\"", "end_of_word_suffix")]
    [InlineData("normalizer", """{"type": "Lowercase"}""", "normalizer")]
    [InlineData("normalizer", """{"type": "Sequence", "normalizers": [{"type": "NFKC"}]}""", "normalizer")]
    [InlineData("pre_tokenizer", """{"type": "Whitespace"}""", "pre_tokenizer")]
    [InlineData("pre_tokenizer.pretokenizers.0.pattern", """{"Regex": "\\s+"}""", "pattern")]
    [InlineData("pre_tokenizer.pretokenizers.0.behavior", "\"Removed\"", "behavior")]
    [InlineData("pre_tokenizer.pretokenizers.1.add_prefix_space", "true", "pre_tokenizer")]
    [InlineData("pre_tokenizer.pretokenizers.1.use_regex", "true", "pre_tokenizer")]
    [InlineData("added_tokens.0.lstrip", "true", "lstrip")]
    [InlineData("added_tokens.0.id", "5", "content")]
    [InlineData("added_tokens.1.content", "\"<|endoftext|>\"", "content")]
    [InlineData("model.merges.3", "\"a b c\"", "merges[3]")]
    [InlineData("model.merges.3", "7", "merges[3]")]
    [InlineData("model.merges.3", "\"a zzz\"", "merges[3]")]
    [InlineData("model.vocab.a", "-1", "a")]
    [InlineData("model.vocab", "{}", "vocab")]
    [InlineData("model", "[]", "model")]
    public void A_tokenizer_json_that_divides_text_otherwise_or_is_damaged_is_refused_by_field(string path, string value, string field)
    {
        Change("tokenizer.json", json =>
        {
            var steps = path.Split('.');
            var parent = steps[..^1].Aggregate(json, (node, step) => int.TryParse(step, out var i) ? node[i]! : node[step]!);
            if (int.TryParse(steps[^1], out var last))
                parent[last] = JsonNode.Parse(value);
            else
                parent[steps[^1]] = JsonNode.Parse(value);
        });

        var error = Assert.Throws<BadInputException>(() => UserTokenizer.Load(qwen.Directory));

        Assert.Equal(qwen.File("tokenizer.json"), error.File);
        Assert.EndsWith(field, error.Field);
    }

    [Theory]
    [InlineData("add_prefix_space", "true")]
    [InlineData("split_special_tokens", "true")]
    [InlineData("eos_token", "\"<|nowhere|>\"")]
    [InlineData("tokenizer_class", "\"GPT2Tokenizer\"")]
    public void A_setting_that_changes_the_ids_is_refused_by_name(string field, string value)
    {
        qwen.SplitTokenizer();
        Change("tokenizer_config.json", json => json[field] = JsonNode.Parse(value));

        var error = Assert.Throws<BadInputException>(() => UserTokenizer.Load(qwen.Directory));

        Assert.Equal((qwen.File("tokenizer_config.json"), field), (error.File, error.Field));
    }

    [Fact]
    public void Files_that_give_a_token_two_ids_are_refused()
    {
        Change("tokenizer_config.json", json =>
        {
            var tokens = json["added_tokens_decoder"]!.AsObject();
            tokens["650"] = tokens["592"]!.DeepClone();
        });

        Assert.Contains("592", Assert.Throws<BadInputException>(() => UserTokenizer.Load(qwen.Directory)).Message);
    }

    private void Change(string name, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(qwen.File(name)))!;
        change(json);
        File.WriteAllText(qwen.File(name), json.ToJsonString());
    }
}
