using System.Text.RegularExpressions;
using ADRaffy.ENSNormalize;
using Microsoft.ML.Tokenizers;

namespace Ggsm.Users;

/// <summary>
/// Unicode's composed form (NFC), in which a letter and its marks are one character where there is one. The runtime's own
/// <see cref="string.Normalize()"/> leaves every text as it is in programs that are independent of culture, as ours are. Special tokens
/// stay apart: what follows one is not composed with it.
/// </summary>
internal sealed class ComposedText : Normalizer
{
    // All characters before this one are composed already, and change only by one from here on.
    private const char FirstOfChange = '\u0300';

    private readonly Regex apart;

    /// <param name="specials">The special tokens.</param>
    public ComposedText(IEnumerable<string> specials) =>
        apart = new Regex($"({string.Join('|', specials.OrderByDescending(s => s.Length).Select(Regex.Escape))})", RegexOptions.CultureInvariant);

    /// <inheritdoc/>
    public override string Normalize(string original) =>
        IsComposed(original) ? original : string.Concat(apart.Split(original).Select((part, i) => i % 2 == 1 || IsComposed(part) ? part : Compose(part)));

    /// <inheritdoc/>
    public override string Normalize(ReadOnlySpan<char> original) => Normalize(original.ToString());

    private static bool IsComposed(string text) => !text.AsSpan().ContainsAnyInRange(FirstOfChange, char.MaxValue);

    private static string Compose(string text) =>
        string.Concat(ENSNormalize.NF.NFC(text.EnumerateRunes().Select(rune => rune.Value)).Select(char.ConvertFromUtf32));
}
