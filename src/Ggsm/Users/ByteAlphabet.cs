namespace Ggsm.Users;

/// <summary>
/// The alphabet of byte-level BPE: each of the 256 bytes as one printable character, so that vocabulary files are text.
/// Printable Latin-1 bytes stand for themselves; the others take the characters from U+0100 on, in byte order.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Build();

    public static IReadOnlyList<char> All => Characters;

    /// <summary>The bytes of the text's UTF-8 form, in the alphabet.</summary>
    public static string Spell(ReadOnlySpan<char> text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text.ToArray());
        return string.Create(bytes.Length, bytes, static (span, from) =>
        {
            for (var i = 0; i < from.Length; i++)
                span[i] = Characters[from[i]];
        });
    }

    private static char[] Build()
    {
        var characters = new char[256];
        var next = 256;
        for (var b = 0; b < 256; b++)
            characters[b] = b is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)b : (char)next++;
        return characters;
    }
}
