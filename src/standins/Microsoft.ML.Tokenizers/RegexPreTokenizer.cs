using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>Words are the matches of a regular expression; special tokens are cut out before it is applied.</summary>
public sealed class RegexPreTokenizer : PreTokenizer
{
    private readonly Regex _words;
    private readonly Regex? _specialTokens;

    public RegexPreTokenizer(Regex regex, IReadOnlyDictionary<string, int>? specialTokens)
    {
        ArgumentNullException.ThrowIfNull(regex);
        _words = regex;
        if (specialTokens is { Count: > 0 })
            _specialTokens = new Regex(string.Join('|', specialTokens.Keys.Select(Regex.Escape)), RegexOptions.Compiled);
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
        => string.IsNullOrEmpty(text) ? [] : PreTokenize(text.AsSpan());

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
    {
        var words = new List<(int Offset, int Length)>();
        int start = 0;
        if (_specialTokens is not null)
        {
            foreach (var special in _specialTokens.EnumerateMatches(text))
            {
                AddWords(words, text[start..special.Index], start);
                words.Add((special.Index, special.Length));
                start = special.Index + special.Length;
            }
        }

        AddWords(words, text[start..], start);
        return words;
    }

    private void AddWords(List<(int Offset, int Length)> words, ReadOnlySpan<char> segment, int start)
    {
        foreach (var word in _words.EnumerateMatches(segment))
        {
            if (word.Length > 0) words.Add((start + word.Index, word.Length));
        }
    }
}
