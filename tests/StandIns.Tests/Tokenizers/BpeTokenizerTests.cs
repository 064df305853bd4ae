using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Tokenizers;

namespace StandIns.Tests.Tokenizers;

public sealed class BpeTokenizerTests
{
    private readonly BpeTokenizer _tokenizer = ByteLevelVocabulary.CreateTokenizer();

    [Fact]
    public void Merges_are_applied_in_their_listed_order()
    {
        Assert.Equal(["hello", "\u0120world"], Values("hello world"));
        Assert.Equal(["he", "l"], Values("hel"));
    }

    [Fact]
    public void The_leftmost_of_equal_merges_is_applied_first() => Assert.Equal(["aa", "aa", "a"], Values("aaaaa"));

    [Fact]
    public void Merges_never_cross_a_word_boundary() => Assert.Equal(["h", "1", "e"], Values("h1e"));

    [Fact]
    public void A_chinese_character_is_its_utf8_bytes_merged()
    {
        Assert.Equal(["ä½ł"], Values("你"));
        Assert.Equal(Encoding.UTF8.GetBytes("好").Select(b => ByteLevelVocabulary.Tokens[ByteLevelVocabulary.ByteSymbol(b).ToString()]), _tokenizer.EncodeToIds("好"));
    }

    [Fact]
    public void An_emoji_outside_the_basic_plane_is_four_bytes()
        => Assert.Equal(Encoding.UTF8.GetBytes("🎬").Select(b => (int)b), _tokenizer.EncodeToIds("🎬"));

    [Fact]
    public void Special_tokens_are_never_split_and_never_merged_with_their_neighbours()
    {
        Assert.Equal([1000], _tokenizer.EncodeToIds("<USER>"));
        Assert.Equal(["hello", "<USER>", "hello", "<EOS>"], Values("hello<USER>hello<EOS>"));
        Assert.Equal(["<U", "S", "E", "R"], Values("<USER"));
    }

    [Fact]
    public void Decoding_gives_the_text_back_with_or_without_special_tokens()
    {
        var ids = _tokenizer.EncodeToIds("hello 你好🎬<USER> world<EOS>");
        Assert.Equal("hello 你好🎬<USER> world<EOS>", _tokenizer.Decode(ids));
        Assert.Equal("hello 你好🎬 world", _tokenizer.Decode(ids, considerSpecialTokens: false));
    }

    [Fact]
    public void Half_a_character_decodes_to_the_replacement_character() => Assert.Equal("\uFFFD", _tokenizer.Decode([0xE4]));

    [Fact]
    public void Any_text_round_trips()
    {
        var pieces = Gen.Elements("hello", " world", "你好", "<USER>", "<EOS>", "<", "\r\n", "  ", "\t", "é", "🎬", "'LL", "12", "!?", "\0", "\u00A0");
        Prop.ForAll(
            Gen.ListOf(Gen.OneOf(pieces, ArbMap.Default.GeneratorFor<UnicodeString>().Select(s => s.Get))).ToArbitrary(),
            parts =>
            {
                string text = WellFormed(string.Concat(parts));
                return _tokenizer.Decode(_tokenizer.EncodeToIds(text)) == text;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));
    }

    [Fact]
    public void Tokens_ids_and_counts_agree()
    {
        Prop.ForAll<NonNull<string>>(text =>
        {
            string wellFormed = WellFormed(text.Get);
            var ids = _tokenizer.EncodeToIds(wellFormed);
            var tokens = _tokenizer.EncodeToTokens(wellFormed, out string? normalized);
            return normalized is null
                && _tokenizer.CountTokens(wellFormed) == ids.Count
                && tokens.Select(t => t.Id).SequenceEqual(ids)
                && ids.SequenceEqual(_tokenizer.EncodeToIds(wellFormed.AsSpan()));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
    }

    [Fact]
    public void Token_offsets_point_into_the_text()
    {
        const string Text = "hello world<USER>你";
        var tokens = _tokenizer.EncodeToTokens(Text, out _);
        Assert.Equal(["hello", " world", "<USER>", "你"], tokens.Select(t => Text[t.Offset]));
    }

    [Fact]
    public void Encoding_stops_at_the_token_limit_and_says_how_many_characters_it_took()
    {
        var ids = _tokenizer.EncodeToIds("hello world<USER>hel", 2, out string? normalized, out int charsConsumed);
        Assert.Equal(2, ids.Count);
        Assert.Equal("hello world".Length, charsConsumed);
        Assert.Null(normalized);

        ids = _tokenizer.EncodeToIds("hello world<USER>hel", 4, out _, out charsConsumed);
        Assert.Equal("hello world<USER>he", _tokenizer.Decode(ids));
        Assert.Equal("hello world<USER>he".Length, charsConsumed);
    }

    [Fact]
    public void A_token_limit_below_one_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => _tokenizer.EncodeToIds("hello", 0, out _, out _));

    [Fact]
    public void Empty_text_has_no_tokens() => Assert.Empty(_tokenizer.EncodeToIds(""));

    [Fact]
    public void Without_pre_tokenization_the_text_is_one_word()
        => Assert.Equal(["hello", "\u0120world"], _tokenizer.EncodeToTokens("hello world", out _, considerPreTokenization: false).Select(t => t.Value));

    [Fact]
    public void A_merge_whose_tokens_are_not_in_the_vocabulary_is_refused()
        => Assert.Throws<InvalidOperationException>(() => BpeTokenizer.Create(
            new BpeOptions(ByteLevelVocabulary.Tokens) { Merges = ["x y"], ByteLevel = true }));

    [Fact]
    public void A_long_word_is_encoded_quickly_enough_to_be_usable()
        => Assert.Equal(100_000, _tokenizer.CountTokens(new string('a', 200_000)));

    [Fact]
    public async Task One_tokenizer_can_be_used_from_many_threads()
    {
        var expected = _tokenizer.EncodeToIds("hello world 你好<USER>");
        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _tokenizer.EncodeToIds("hello world 你好<USER>"))));
        Assert.All(all, ids => Assert.Equal(expected, ids));
    }

    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private IEnumerable<string> Values(string text) => _tokenizer.EncodeToTokens(text, out _).Select(token => token.Value);
}
