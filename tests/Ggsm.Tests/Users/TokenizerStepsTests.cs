using System.Text.Json.Nodes;
using Ggsm.Tests.Checkpoints;
using Ggsm.Users;

namespace Ggsm.Tests.Users;

/// <summary>Each step that a tokenizer's files ask for is done, or the files are refused.</summary>
public sealed class TokenizerStepsTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly QwenFolder qwen;

    public TokenizerStepsTests()
    {
        qwen = new QwenFolder(folder.File("model"));
        qwen.WriteTokenizer();
    }

    public static TheoryData<string, string> Spellings => new()
    {
        { "cafe\u0301", "caf\u00E9" },
        { "\u1112\u1161\u11AB", "\uD55C" },
        { "\u2126", "\u03A9" },
        { "a\u0307\u0323", "\u1EA1\u0307" },
        { "\uD834\uDD57\uD834\uDD65", "\uD834\uDD57\uD834\uDD65" },
        { "plain \uD83D\uDE00 e\u0301<|im_end|>e\u0301", "plain \uD83D\uDE00 \u00E9<|im_end|>\u00E9" },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Decomposed_text_has_the_ids_of_composed_text(string spelt, string composed)
    {
        var tokenizer = UserTokenizer.Load(qwen.Directory);

        Assert.Equal(tokenizer.Encode(composed), tokenizer.Encode(spelt));
        Assert.Equal(composed, tokenizer.Decode(tokenizer.Encode(spelt)));
    }

    [Fact]
    public void A_mark_after_a_special_token_is_not_composed_with_it()
    {
        var tokenizer = UserTokenizer.Load(qwen.Directory);

        Assert.Equal([tokenizer.UserId, .. tokenizer.Encode("\u0338")], tokenizer.Encode("<USER>\u0338"));
    }

    [Fact]
    public void The_separate_files_of_a_Qwen2_tokenizer_and_our_own_tokenizers_compose_as_well()
    {
        qwen.SplitTokenizer();
        var own = BpeTrainer.Train(["caf\u00E9 caf\u00E9 cafe\u0301"], 300, TestContext.Current.CancellationToken);
        own.Save(folder.File("own"));

        foreach (var tokenizer in new[] { UserTokenizer.Load(qwen.Directory), own, UserTokenizer.Load(folder.File("own")) })
            Assert.Equal(tokenizer.Encode("caf\u00E9"), tokenizer.Encode("cafe\u0301"));
        Assert.Equal(own.Encode("caf\u00E9").Length, BpeTrainer.Train(["caf\u00E9 caf\u00E9 caf\u00E9"], 300, TestContext.Current.CancellationToken).Encode("caf\u00E9").Length);
    }

    [Fact]
    public void A_tokenizer_json_without_a_normaliser_leaves_texts_as_they_are_also_after_saving()
    {
        Change(json => json["normalizer"] = null);
        var tokenizer = UserTokenizer.Load(qwen.Directory);
        tokenizer.Save(folder.File("saved"));

        foreach (var read in new[] { tokenizer, UserTokenizer.Load(folder.File("saved")) })
        {
            Assert.NotEqual(read.Encode("caf\u00E9"), read.Encode("cafe\u0301"));
            Assert.Equal("cafe\u0301", read.Decode(read.Encode("cafe\u0301")));
            Assert.Equal(tokenizer.ContentHash, read.ContentHash);
        }
    }

    [Fact]
    public void The_whole_file_alone_is_enough_and_ends_as_Qwen2_does()
    {
        var before = UserTokenizer.Load(qwen.Directory);
        File.Delete(qwen.File("tokenizer_config.json"));
        var tokenizer = UserTokenizer.Load(qwen.Directory);

        Assert.Equal(before.Encode("older: noodles <USER>"), tokenizer.Encode("older: noodles <USER>"));
        Assert.Equal((590, 590, QwenFolder.Tokens), (tokenizer.EosId, tokenizer.PadId, tokenizer.UserId));
    }

    [Theory]
    [InlineData("\uD842\uDFB7\u91CE\uD842\uDFB7", 1)]
    [InlineData(" \uD842\uDFB7x", 1)]
    [InlineData("\uD83D\uDE00abc", 1)]
    [InlineData("!!\uD83D\uDE00abc", 2)]
    [InlineData("\uD835\uDFD8\uD835\uDFD9", 2)]
    [InlineData("a\uD835\uDFD8", 2)]
    [InlineData("\uD83D\uDE00\uD83D\uDE00\n", 1)]
    public void Characters_beyond_the_first_plane_are_divided_as_whole_characters(string text, int words)
    {
        // With enough repetitions every word becomes one token, and no token reaches over two words.
        var texts = Enumerable.Repeat(text, 50).SelectMany(t => new[] { t, t });
        var tokenizer = BpeTrainer.Train(texts, 400, TestContext.Current.CancellationToken);

        Assert.Equal(words, tokenizer.Encode(text).Length);
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
    }

    [Theory]
    [InlineData("normalizer", """{"type": "NFKC"}""")]
    [InlineData("normalizer", """{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Lowercase"}]}""")]
    [InlineData("normalizer", """{"type": "Sequence", "normalizers": [{}]}""")]
    [InlineData("post_processor", """{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<|endoftext|>", "type_id": 0}}]}""")]
    [InlineData("post_processor", """{"type": "Sequence", "processors": [{"type": "ByteLevel"}, {"type": "RobertaProcessing"}]}""")]
    [InlineData("decoder", """{"type": "WordPiece"}""")]
    [InlineData("decoder", """{"type": "Sequence", "decoders": [{"type": "ByteLevel"}, {"type": "Strip"}]}""")]
    public void A_step_that_is_not_done_here_is_refused_by_name(string part, string value)
    {
        Change(json => json[part] = JsonNode.Parse(value));

        Assert.Equal(part, Assert.Throws<BadInputException>(() => UserTokenizer.Load(qwen.Directory)).Field);
    }

    [Theory]
    [InlineData("add_bos_token")]
    [InlineData("add_eos_token")]
    [InlineData("do_lower_case")]
    public void A_flag_that_changes_tokens_is_refused_by_name(string flag)
    {
        var config = JsonNode.Parse(File.ReadAllText(qwen.File("tokenizer_config.json")))!;
        config[flag] = true;
        File.WriteAllText(qwen.File("tokenizer_config.json"), config.ToJsonString());

        Assert.Equal(flag, Assert.Throws<BadInputException>(() => UserTokenizer.Load(qwen.Directory)).Field);
    }

    public void Dispose() => folder.Dispose();

    private void Change(Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(qwen.File("tokenizer.json")))!;
        change(json);
        File.WriteAllText(qwen.File("tokenizer.json"), json.ToJsonString());
    }
}
