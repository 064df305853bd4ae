using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Ggsm.Users;

/// <summary>
/// Qwen2's division of text into words before merging: contractions, letters with at most one sign before them, single digits, runs
/// of signs, line ends, blanks. The pattern means whole characters; .NET's expressions see those beyond U+FFFF as two halves that are
/// neither letter nor digit, so that each such pair is shown to them as a pair that stands for its kind.
/// </summary>
internal sealed partial class QwenWords : PreTokenizer
{
    /// <summary>The pattern as Qwen2's <c>tokenizer.json</c> writes it.</summary>
    public const string Pattern = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    // Characters that Unicode keeps out of texts, but for the letter.
    private const string Letter = "\uAC00\uAC00";
    private const string Digit = "\uFDD0\uFDD1";
    private const string Sign = "\uFDD2\uFDD3";

    private readonly RegexPreTokenizer inner;

    /// <param name="specials">Texts that are one word each, whatever stands in them.</param>
    public QwenWords(IReadOnlyDictionary<string, int> specials) =>
        // Where one special token begins with another, the longer one is meant.
        inner = new RegexPreTokenizer(Words(), specials.OrderByDescending(s => s.Key.Length).ToDictionary());

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => inner.PreTokenize(Shown(text));

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

    private static string Shown(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return text;
        var shown = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune) || rune.IsBmp)
            {
                shown.Append(text[i]);
                continue;
            }

            shown.Append(Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
                    or UnicodeCategory.OtherLetter => Letter,
                UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Digit,
                _ => Sign,
            });
            i++;
        }

        return shown.ToString();
    }

    /// <summary><see cref="Pattern"/> over texts as they are shown.</summary>
    [GeneratedRegex(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|(?:[^\r\n\p{L}\p{N}\uFDD0-\uFDD3]|\uFDD2\uFDD3)?\p{L}+|\p{N}|\uFDD0\uFDD1| ?[^\s\p{L}\p{N}\uFDD0\uFDD1]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    private static partial Regex Words();
}
