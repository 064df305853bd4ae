using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Ggsm.Users;

namespace Ggsm.Tests.Users;

public sealed class UserTokenizerTests : IDisposable
{
    private static readonly UserTokenizer Tokenizer = BpeTrainer.Train(Corpus(), 500);

    private readonly TestFolder folder = new();

    [Fact]
    public void Any_text_comes_back_from_its_tokens() =>
        Check.QuickThrowOnFailure(Prop.ForAll<string?>(text =>
        {
            var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
            return Tokenizer.Decode(Tokenizer.Encode(whole)) == whole;
        }));

    [Fact]
    public void Every_special_token_is_one_token_also_between_words()
    {
        foreach (var token in SpecialTokens.All)
        {
            Assert.Single(Tokenizer.Encode(token));
            Assert.Contains(Tokenizer.Specials[token], Tokenizer.Encode($"noodles{token}coffee"));
        }

        Assert.Equal(SpecialTokens.All.Count, Tokenizer.Specials.Values.Distinct().Count());
        Assert.Equal(Tokenizer.VocabularySize - 1, Tokenizer.Specials.Values.Max());
    }

    [Fact]
    public void Training_makes_frequent_words_one_token_and_stops_at_the_size_asked_for()
    {
        Assert.Single(Tokenizer.Encode(" noodles"));
        Assert.True(Tokenizer.Encode(" unheardof").Length > 1);
        Assert.True(Tokenizer.VocabularySize <= 500);
        Assert.Equal(300, Train(Corpus(), 300).VocabularySize);
    }

    [Fact]
    public void Training_is_the_same_whatever_the_order_of_the_texts()
    {
        Tokenizer.Save(folder.File("a"));
        Train(Corpus().Reverse(), 500).Save(folder.File("b"));

        foreach (var name in Directory.GetFiles(folder.File("a")).Select(Path.GetFileName))
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder.File("a"), name!)), File.ReadAllBytes(Path.Combine(folder.File("b"), name!)));
    }

    [Fact]
    public void Each_merge_is_the_most_frequent_pair_left()
    {
        var first = Train(["ab ab ab cd cd"], 256 + SpecialTokens.All.Count + 1);

        Assert.Equal(2, first.Encode(" ab").Length);
        Assert.Equal(3, first.Encode(" cd").Length);
    }

    [Fact]
    public void A_saved_folder_loads_with_the_same_ids()
    {
        Tokenizer.Save(folder.Path);
        var loaded = UserTokenizer.Load(folder.Path);
        var text = PromptTemplate.Render(TestUsers.Random(3), "what next?");

        Assert.Equal(Tokenizer.Encode(text), loaded.Encode(text));
        Assert.Equal(
            (Tokenizer.VocabularySize, Tokenizer.PadId, Tokenizer.UserId, Tokenizer.EosId),
            (loaded.VocabularySize, loaded.PadId, loaded.UserId, loaded.EosId));
    }

    [Theory]
    [InlineData("which film next?")]
    [InlineData("which film next? <USER>")]
    [InlineData("")]
    public void A_query_ends_in_one_anchor_and_an_answer_in_one_end(string text)
    {
        var query = Tokenizer.EncodeQuery(text, 6);
        var answer = Tokenizer.EncodeAnswer(text.Replace("<USER>", "<EOS>", StringComparison.Ordinal), 6);

        Assert.Equal([query.Length - 1], Places(query, Tokenizer.UserId));
        Assert.Equal([answer.Length - 1], Places(answer, Tokenizer.EosId));
        Assert.InRange(query.Length, 1, 6);
        Assert.Equal(query[..^1], answer[..^1]);
    }

    [Fact]
    public void A_long_prompt_loses_its_oldest_events_and_never_a_tag_part_of_an_event_or_the_anchor() =>
        Check.QuickThrowOnFailure(Prop.ForAll<ulong, byte>((seed, room) =>
        {
            var full = PromptTemplate.Render(TestUsers.Random(seed), "what next?");
            var maxLength = 45 + (room * 3);
            var ids = Tokenizer.EncodeQuery(full, maxLength);
            var kept = Tokenizer.Decode(ids);

            var fits = Tokenizer.Encode(full).Length <= maxLength;
            return ids.Length <= maxLength
                && (!fits || kept == full)
                && Modalities.OfEvents.All(m => Items(full, m).TakeLast(Items(kept, m).Length).SequenceEqual(Items(kept, m)))
                && Items(kept, Modality.Tabular).SequenceEqual(Items(full, Modality.Tabular))
                && kept.EndsWith(" Instruction: what next? <USER>", StringComparison.Ordinal);
        }));

    [Fact]
    public void Shortening_takes_from_the_modality_with_most_tokens_and_keeps_recencies_true()
    {
        var events = Enumerable.Range(0, 40).Select(n => TestUsers.Event(Modality.Bill, 60 - n, "noodles"))
            .Append(TestUsers.Event(Modality.Search, 80, "jazz"));
        var kept = Tokenizer.Decode(Tokenizer.EncodeQuery(PromptTemplate.Render(TestUsers.Profile([.. events])), 40));

        Assert.Contains("<search>older: jazz</search>", kept);
        Assert.Matches("<bill>month: noodles(; noodles)+</bill>", kept);
    }

    [Fact]
    public void Without_room_for_the_template_the_error_says_how_much_it_needs()
    {
        var prompt = PromptTemplate.Render(TestUsers.Random(5));
        var error = Assert.Throws<BadInputException>(() => Tokenizer.EncodeQuery(prompt, 10));
        var needed = int.Parse(Regex.Match(error.Problem, @"needs (\d+)").Groups[1].Value);

        Assert.Equal(needed, Tokenizer.EncodeQuery(prompt, needed).Length);
        Assert.Throws<BadInputException>(() => Tokenizer.EncodeQuery(prompt, needed - 1));
    }

    [Fact]
    public void A_pretrained_folder_lends_its_own_end_and_padding_and_gets_the_template_tokens_after_its_last_id()
    {
        Tokenizer.Save(folder.Path);
        var known = 486;
        File.WriteAllText(
            folder.File("tokenizer_config.json"),
            $$"""
            {
              "added_tokens_decoder": {
                "{{known}}": { "content": "<|endoftext|>", "special": true },
                "{{known + 1}}": { "content": "<|im_end|>", "special": true }
              },
              "eos_token": "<|im_end|>",
              "pad_token": { "content": "<|endoftext|>" }
            }
            """);
        var loaded = UserTokenizer.Load(folder.Path);

        Assert.Equal(known + 1, loaded.EosId);
        Assert.Equal(known, loaded.PadId);
        Assert.Equal(known + 2, loaded.UserId);
        Assert.Equal(known + 2 + 13, loaded.VocabularySize);
        Assert.Equal([known + 1], loaded.Encode("<|im_end|>"));
        Assert.Equal(known + 2, loaded.EncodeQuery("noodles", 8)[^1]);
    }

    [Theory]
    [InlineData("vocab.json", "{\"a\": 0, \"b\"", "JSON")]
    [InlineData("vocab.json", "{\"a\": 0}", "255 of the 256")]
    [InlineData("vocab.json", "{\"a\": \"x\"}", "expected an id")]
    [InlineData("vocab.json", "{\"a\": 0, \"b\": 0}", "twice")]
    [InlineData("merges.txt", "#version: 0.2\nn o\nn o o\n", "line 3")]
    [InlineData("merges.txt", "#version: 0.2\nn zz\n", "zz")]
    [InlineData("tokenizer_config.json", "[]", "object")]
    [InlineData("tokenizer_config.json", "{\"added_tokens_decoder\": {\"3\": {\"content\": \"<USER>\"}}}", "already belongs")]
    [InlineData("tokenizer_config.json", "{\"added_tokens_decoder\": {\"900\": {\"special\": true}}}", "content")]
    public void A_damaged_file_is_named(string name, string content, string said)
    {
        Tokenizer.Save(folder.Path);
        File.WriteAllText(folder.File(name), content);
        var error = Assert.Throws<BadInputException>(() => UserTokenizer.Load(folder.Path));

        Assert.Equal(folder.File(name), error.File);
        Assert.Contains(said, error.Message);
    }

    [Theory]
    [InlineData("vocab.json")]
    [InlineData("merges.txt")]
    [InlineData("tokenizer_config.json")]
    public void A_missing_or_truncated_file_is_named(string name)
    {
        Tokenizer.Save(folder.Path);
        var whole = File.ReadAllBytes(folder.File(name));
        File.WriteAllBytes(folder.File(name), whole[..(whole.Length / 2)]);
        if (name != "merges.txt")
            Assert.Equal(folder.File(name), Assert.Throws<BadInputException>(() => UserTokenizer.Load(folder.Path)).File);
        File.Delete(folder.File(name));
        Assert.Equal(folder.File(name), Assert.Throws<BadInputException>(() => UserTokenizer.Load(folder.Path)).File);
    }

    public void Dispose() => folder.Dispose();

    private static UserTokenizer Train(IEnumerable<string> texts, int size) =>
        BpeTrainer.Train(texts, size, TestContext.Current.CancellationToken);

    private static IEnumerable<string> Corpus() =>
        Enumerable.Range(0, 60).Select(n => PromptTemplate.Render(TestUsers.Random((ulong)n))).Append("noodles <USER> coffee <EOS>");

    private static int[] Places(int[] ids, int id) => [.. Enumerable.Range(0, ids.Length).Where(i => ids[i] == id)];

    private static string[] Items(string prompt, Modality modality)
    {
        var start = prompt.IndexOf(modality.OpeningTag(), StringComparison.Ordinal) + modality.OpeningTag().Length;
        var inside = prompt[start..prompt.IndexOf(modality.ClosingTag(), StringComparison.Ordinal)];
        return inside.Length == 0 ? [] : [.. inside.Split("; ").Select(i => Regex.Replace(i, "^(older|month|week|today): ", ""))];
    }
}
