using System.Buffers.Binary;
using System.Text;

namespace Ggsm.Verification.Fuzzing;

/// <summary>Damages files: bits, bytes and ranges anywhere, and the things that break readers of JSON.</summary>
internal static class FuzzMutator
{
    private const int MostDamages = 4;
    private const int LongRun = 5_000;
    private const int SizePrefix = sizeof(ulong);

    private static readonly byte[][] Fragments =
    [
        .. new[]
        {
            "null", "true", "{}", "[]", "\"\"", "0", "-1", "1e999", "-1e-999", "0.5", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
            "123456789012345678901234567890", "NaN", "\"\\ud800\"", "\"\\u0000\"", "\\", "\"", "{", "}", "[", "]", ",", ":", "\n", "\r\n", "\n\n", "\u2028", "\ufeff",
            "[0,9223372036854775807]", "[3,0,4611686018427387904]", "[0,0]", "[1,2]", "\"F64\"", "\"id\":", "\"dtype\":\"F32\",", "\"shape\":[0,9223372036854775807],", "\"data_offsets\":[0,0],", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00+14:00\"",
            "0,07", "1,000", "1.000,5", "٣", "\"0,07\"", "\"1e3\"", "\"01/02/2026\"", "\"2026-02-30\"", "\"2026-03-01 12:30:05.123456789\"", "\"2026-03-01T24:00\"", "\"Sun, 01 Mar 2026 00:00:00 GMT\"", "\"dd.mm.yyyy\"", "\"hh:mm\"", "\"time\":", "\"split\":\"held_out\",", "\"instruction\":\"i\",",
            "\"rope_theta\":1e6,", "\"rope_scaling\":{\"type\":\"yarn\",\"factor\":4},", "\"rope_parameters\":{\"rope_type\":\"default\"},", "\"rope_parameters\":{\"full_attention\":{\"rope_theta\":1000000.0}},", "{\"rope_type\":\"default\",\"rope_theta\":1e6}",
        }.Select(Encoding.UTF8.GetBytes),
        [0x00], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
    ];

    private static readonly ulong[] Sizes = [0, 1, 7, 8, 1_000, 100_000_000, 100_000_001, int.MaxValue, uint.MaxValue, long.MaxValue, ulong.MaxValue];

    /// <summary>Damages a text file in one to four places.</summary>
    public static byte[] Text(byte[] original, SeededRandom random)
    {
        var bytes = new List<byte>(original);
        for (var damages = 1 + random.NextInt(MostDamages); damages > 0; damages--)
            Damage(bytes, random);
        return [.. bytes];
    }

    /// <summary>
    /// Damages a safetensors file: mostly the JSON of its header, whose size is then put right so that the damage is reached; sometimes
    /// the size itself, or any byte.
    /// </summary>
    public static byte[] Safetensors(byte[] original, SeededRandom random)
    {
        var size = (int)BinaryPrimitives.ReadUInt64LittleEndian(original);
        var kind = random.NextInt(10);
        if (kind == 0)
            return Text(original, random);
        if (kind == 1)
        {
            var changed = original.ToArray();
            BinaryPrimitives.WriteUInt64LittleEndian(changed, Sizes[random.NextInt(Sizes.Length)]);
            return changed;
        }

        var header = Text(original[SizePrefix..(SizePrefix + size)], random);
        var file = new byte[SizePrefix + header.Length + original.Length - SizePrefix - size];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        header.CopyTo(file, SizePrefix);
        original.AsSpan(SizePrefix + size).CopyTo(file.AsSpan(SizePrefix + header.Length));
        return file;
    }

    private static void Damage(List<byte> bytes, SeededRandom random)
    {
        var at = random.NextInt(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, 1 + random.NextInt(random.NextBool(0.2) ? bytes.Count + 1 : 8));
        switch (random.NextInt(12))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.NextInt(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.NextInt(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                bytes.InsertRange(at, Enumerable.Repeat(Fragments[random.NextInt(Fragments.Length)], 1 + random.NextInt(3)).SelectMany(f => f));
                break;
            case 6:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Fragments[random.NextInt(Fragments.Length)]);
                break;
            case 7 when random.NextBool(0.5):
                RepeatColumn(bytes, random);
                break;
            case 8 when random.NextBool(0.1):
                bytes.InsertRange(at, Enumerable.Repeat("[{a\"\\ \n"u8[random.NextInt(7)], LongRun));
                break;
            default:
                ReplaceValue(bytes, random);
                break;
        }
    }

    /// <summary>Puts a field of JSON or a column of the first line in a second time, so that one name has two meanings.</summary>
    private static void RepeatColumn(List<byte> bytes, SeededRandom random)
    {
        int[] commas = [.. Enumerable.Range(0, bytes.Count).Where(i => bytes[i] is (byte)',' or (byte)'\n' or (byte)'{')];
        if (commas.Length < 2)
            return;
        var first = random.NextInt(Math.Min(commas.Length - 1, 1 + random.NextInt(commas.Length - 1)));
        bytes.InsertRange(commas[first] + 1, [.. bytes[(commas[first] + 1)..commas[first + 1]], (byte)',']);
    }

    /// <summary>Puts another value where a JSON value stands, so that the document stays valid JSON and the schema is tried.</summary>
    private static void ReplaceValue(List<byte> bytes, SeededRandom random)
    {
        var starts = Enumerable.Range(0, bytes.Count).Where(i => i > 0 && bytes[i - 1] is (byte)':' or (byte)',' or (byte)'[').ToList();
        if (starts.Count == 0)
            return;
        var start = starts[random.NextInt(starts.Count)];
        var end = start;
        var depth = 0;
        for (var inText = false; end < bytes.Count; end++)
        {
            if (bytes[end] == (byte)'"')
                inText = !inText;
            if (inText)
                continue;
            if (depth == 0 && (bytes[end] is (byte)',' or (byte)'}' or (byte)']'))
                break;
            depth += bytes[end] switch { (byte)'[' or (byte)'{' => 1, (byte)']' or (byte)'}' => -1, _ => 0 };
        }

        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, random.NextBool(0.2) ? "null"u8.ToArray() : Fragments[random.NextInt(Fragments.Length)]);
    }
}
