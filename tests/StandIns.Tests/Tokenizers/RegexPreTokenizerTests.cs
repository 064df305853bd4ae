using Microsoft.ML.Tokenizers;

namespace StandIns.Tests.Tokenizers;

public sealed class RegexPreTokenizerTests
{
    private readonly RegexPreTokenizer _words = new(ByteLevelVocabulary.QwenWords(), ByteLevelVocabulary.SpecialTokens);

    [Theory]
    [InlineData("I've 12 books", new[] { "I", "'ve", " ", "1", "2", " books" })]
    [InlineData("a  b", new[] { "a", " ", " b" })]
    [InlineData("a<EOS>b", new[] { "a", "<EOS>", "b" })]
    [InlineData("x  <USER>", new[] { "x", "  ", "<USER>" })]
    [InlineData("", new string[0])]
    public void Text_is_cut_into_words_and_special_tokens(string text, string[] words)
    {
        Assert.Equal(words, _words.PreTokenize(text).Select(word => text.Substring(word.Offset, word.Length)));
        Assert.Equal(words, _words.PreTokenize(text.AsSpan()).Select(word => text.Substring(word.Offset, word.Length)));
    }
}
