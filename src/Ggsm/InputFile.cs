namespace Ggsm;

/// <summary>Small text files from outside.</summary>
internal static class InputFile
{
    /// <summary>Reads the whole of it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for the message: "the file".</param>
    /// <exception cref="BadInputException">It is missing or cannot be read.</exception>
    public static string ReadText(string path, string what)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{what} cannot be read ({e.Message})", path, inner: e);
        }
    }
}
