using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace StandIns.Tests.Tokenizers;

public sealed class BpeOptionsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_vocab_json_and_a_merges_txt_make_the_same_tokenizer_as_their_contents()
    {
        string vocabulary = Write("vocab.json", JsonSerializer.Serialize(ByteLevelVocabulary.Tokens));
        string merges = Write("merges.txt", "#version: 0.2\n" + string.Join('\n', ByteLevelVocabulary.Merges) + "\n");
        var tokenizer = BpeTokenizer.Create(new BpeOptions(vocabulary, merges)
        {
            SpecialTokens = ByteLevelVocabulary.SpecialTokens,
            PreTokenizer = new RegexPreTokenizer(ByteLevelVocabulary.QwenWords(), ByteLevelVocabulary.SpecialTokens),
            ByteLevel = true,
        });

        Assert.Equal(ByteLevelVocabulary.CreateTokenizer().EncodeToIds("hello 你<USER> world"), tokenizer.EncodeToIds("hello 你<USER> world"));
        Assert.Equal(ByteLevelVocabulary.Tokens, tokenizer.Vocabulary);
        Assert.Equal(ByteLevelVocabulary.SpecialTokens, tokenizer.SpecialTokens);
        Assert.True(tokenizer.ByteLevel);
    }

    [Fact]
    public void A_merges_line_that_is_not_a_pair_is_refused_by_its_number()
    {
        string vocabulary = Write("vocab.json", JsonSerializer.Serialize(ByteLevelVocabulary.Tokens));
        string merges = Write("merges.txt", "#version: 0.2\nh e\nh e l\n");
        var error = Assert.Throws<InvalidOperationException>(() => new BpeOptions(vocabulary, merges));
        Assert.Contains("3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_refused_by_its_name()
    {
        var error = Assert.Throws<ArgumentException>(() => new BpeOptions(Path.Combine(_folder, "absent.json")));
        Assert.Contains("absent.json", error.Message, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
