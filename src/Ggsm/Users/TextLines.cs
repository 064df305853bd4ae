using System.Text;

namespace Ggsm.Users;

/// <summary>Reads a UTF-8 text file line by line, without holding it in memory.</summary>
internal static class TextLines
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines that are not blank, with their numbers from 1.</summary>
    /// <exception cref="BadInputException">The file is missing, unreadable, or not UTF-8.</exception>
    public static IEnumerable<(long Number, string Text)> Read(string path)
    {
        using var reader = Open(path);
        for (var number = 1L; ; number++)
        {
            string? line;
            try
            {
                line = reader.ReadLine();
            }
            catch (DecoderFallbackException e)
            {
                throw new BadInputException("the text near this line is not valid UTF-8.", path, number, remedy: "Save the file as UTF-8.", inner: e);
            }

            if (line is null)
                yield break;
            if (!string.IsNullOrWhiteSpace(line))
                yield return (number, line);
        }
    }

    /// <summary>Opens the file for reading.</summary>
    /// <exception cref="BadInputException">The file is missing or unreadable.</exception>
    public static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path, Strict);
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
}
