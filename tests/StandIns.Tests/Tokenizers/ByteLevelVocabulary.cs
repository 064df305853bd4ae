using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace StandIns.Tests.Tokenizers;

/// <summary>A small GPT-2/Qwen2-style vocabulary: the 256 bytes, then the result of each merge, then special tokens.</summary>
internal static partial class ByteLevelVocabulary
{
    /// <summary>A space is U+0120 in the alphabet; the bytes of 你 are E4 BD A0, written ä ½ ł.</summary>
    public static readonly string[] Merges =
        ["h e", "l l", "he ll", "hell o", "\u0120 w", "\u0120w o", "r l", "\u0120wo rl", "\u0120worl d", "ä ½", "ä½ ł", "< U", "a a"];

    public static readonly Dictionary<string, int> SpecialTokens = new() { ["<USER>"] = 1000, ["<EOS>"] = 1001, ["<|im_end|>"] = 1002 };

    public static Dictionary<string, int> Tokens { get; } = MakeTokens();

    public static BpeTokenizer CreateTokenizer() => BpeTokenizer.Create(new BpeOptions(Tokens)
    {
        Merges = Merges,
        SpecialTokens = SpecialTokens,
        PreTokenizer = new RegexPreTokenizer(QwenWords(), SpecialTokens),
        ByteLevel = true,
    });

    public static char ByteSymbol(byte value)
    {
        var printable = Enumerable.Range('!', 94).Concat(Enumerable.Range(0xA1, 12)).Concat(Enumerable.Range(0xAE, 82)).ToList();
        if (printable.Contains(value)) return (char)value;
        return (char)(256 + Enumerable.Range(0, value).Count(b => !printable.Contains(b)));
    }

    /// <summary>The word pattern published with Qwen2 and Qwen2.5.</summary>
    [GeneratedRegex(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    public static partial Regex QwenWords();

    private static Dictionary<string, int> MakeTokens()
    {
        var tokens = Enumerable.Range(0, 256).ToDictionary(b => ByteSymbol((byte)b).ToString(), b => b);
        foreach (string merge in Merges) tokens.Add(merge.Replace(" ", "", StringComparison.Ordinal), tokens.Count);
        return tokens;
    }
}
