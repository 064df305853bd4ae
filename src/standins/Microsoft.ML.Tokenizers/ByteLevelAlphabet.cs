using System.Text;

namespace Microsoft.ML.Tokenizers;

/// <summary>
/// The alphabet of byte-level BPE: each of the 256 bytes is one printable character. Printable Latin-1 bytes stand for
/// themselves; the others take the characters from U+0100 on, in byte order (so a space is U+0120).
/// </summary>
internal static class ByteLevelAlphabet
{
    private static readonly char[] CharOfByte = MakeAlphabet();

    private static readonly Dictionary<char, byte> ByteOfChar =
        Enumerable.Range(0, 256).ToDictionary(b => CharOfByte[b], b => (byte)b);

    /// <summary>The text as alphabet characters, with the index in <paramref name="text"/> that each came from.</summary>
    internal static string Encode(ReadOnlySpan<char> text, out int[] charIndices)
    {
        var encoded = new StringBuilder(text.Length);
        var indices = new List<int>(text.Length);
        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0; i < text.Length;)
        {
            bool valid = Rune.DecodeFromUtf16(text[i..], out var rune, out int consumed) == System.Buffers.OperationStatus.Done;
            int count = valid ? rune.EncodeToUtf8(bytes) : EncodeLoneSurrogate(text[i], bytes);
            foreach (byte b in bytes[..count])
            {
                encoded.Append(CharOfByte[b]);
                indices.Add(i);
            }

            i += consumed;
        }

        charIndices = [.. indices];
        return encoded.ToString();
    }

    /// <summary>Appends the bytes that a vocabulary entry stands for.</summary>
    internal static void Decode(string token, List<byte> bytes)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in token.EnumerateRunes())
        {
            if (rune.IsBmp && ByteOfChar.TryGetValue((char)rune.Value, out byte b)) bytes.Add(b);
            else bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
        }
    }

    private static int EncodeLoneSurrogate(char c, Span<byte> bytes)
    {
        bytes[0] = (byte)(0xE0 | (c >> 12));
        bytes[1] = (byte)(0x80 | ((c >> 6) & 0x3F));
        bytes[2] = (byte)(0x80 | (c & 0x3F));
        return 3;
    }

    private static char[] MakeAlphabet()
    {
        var alphabet = new char[256];
        int moved = 0;
        for (int b = 0; b < 256; b++)
        {
            bool printable = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            alphabet[b] = printable ? (char)b : (char)(256 + moved++);
        }

        return alphabet;
    }
}
