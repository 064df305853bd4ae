namespace Ggsm.Cli;

/// <summary>Proves before long work that its result can be written.</summary>
internal static class OutputFile
{
    /// <exception cref="BadInputException">The file cannot be written; the message names it and the option.</exception>
    public static void ProveWritable(string path, string option)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw new BadInputException("this is a folder; a file was expected.", full, field: option, remedy: "Name a file in it.");
        var probe = $"{full}.{Guid.NewGuid():N}.partial";
        try
        {
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the file cannot be written ({e.Message})", full, field: option,
                remedy: "Name a file in a folder that exists and that you may write to.", inner: e);
        }
    }
}
