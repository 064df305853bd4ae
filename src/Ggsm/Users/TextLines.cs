using System.Text;

namespace Ggsm.Users;

/// <summary>Reads a UTF-8 text file line by line, without holding it in memory.</summary>
internal static class TextLines
{
    private const int FirstBuffer = 1 << 16;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines that are not blank, with their numbers from 1.</summary>
    /// <exception cref="BadInputException">The file is missing, unreadable, or not UTF-8.</exception>
    public static IEnumerable<(long Number, string Text)> Read(string path) => ReadPlaced(path).Select(line => (line.Number, line.Text));

    /// <summary>The lines that are not blank, and where in the file they stand. A line ends with LF, CR, or both.</summary>
    /// <exception cref="BadInputException">The file is missing, unreadable, or not UTF-8.</exception>
    public static IEnumerable<TextLine> ReadPlaced(string path)
    {
        using var reader = Open(path);
        var stream = reader.BaseStream;
        var buffer = new byte[FirstBuffer];
        var filled = Fill(stream, buffer, 0);
        var at = buffer.AsSpan(0, filled).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var before = 0L;
        for (var number = 1L; ; number++)
        {
            int length;
            while ((length = buffer.AsSpan(at, filled - at).IndexOfAny((byte)'\n', (byte)'\r')) < 0 || at + length + 1 == filled)
            {
                // What ends the line, or whether CR is followed by LF, is only known once there is more.
                if (at > 0)
                {
                    buffer.AsSpan(at, filled - at).CopyTo(buffer);
                    (before, filled, at) = (before + at, filled - at, 0);
                }
                else if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                var more = Fill(stream, buffer, filled);
                if (more == filled)
                    break;
                filled = more;
            }

            if (length < 0)
                length = filled - at;
            var text = Decode(buffer.AsSpan(at, length), path, number);
            if (!string.IsNullOrWhiteSpace(text))
                yield return new TextLine(number, text, before + at, length);
            at += length;
            if (at == filled)
                yield break;
            at += buffer[at] == '\r' && at + 1 < filled && buffer[at + 1] == '\n' ? 2 : 1;
        }
    }

    /// <summary>The text of some bytes.</summary>
    /// <exception cref="BadInputException">They are not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string path, long line)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new BadInputException("the text of this line is not valid UTF-8.", path, line, remedy: "Save the file as UTF-8.", inner: e);
        }
    }

    /// <summary>Opens the file for reading.</summary>
    /// <exception cref="BadInputException">The file is missing or unreadable.</exception>
    public static StreamReader Open(string path) => Opened(path, () => new StreamReader(path, Strict));

    /// <summary>Opens something of a file.</summary>
    /// <exception cref="BadInputException">The file is missing or unreadable.</exception>
    public static T Opened<T>(string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException("the file does not exist.", path, remedy: "Check the name and the folder.", inner: e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new BadInputException($"the file cannot be read ({e.Message})", path, remedy: "Name a file that you may read.", inner: e);
        }
    }

    private static int Fill(Stream stream, byte[] buffer, int filled) => filled + stream.ReadAtLeast(buffer.AsSpan(filled), 1, throwOnEndOfStream: false);
}

/// <summary>A line of a text file, or another stretch of it, and where it stands.</summary>
/// <param name="Number">Its number, or that of the line it begins on, from 1.</param>
/// <param name="Text">Its text, without line end.</param>
/// <param name="Offset">Where its first byte stands in the file.</param>
/// <param name="Bytes">How many bytes it takes.</param>
internal readonly record struct TextLine(long Number, string Text, long Offset, int Bytes);
