namespace Ggsm.Runs;

/// <summary>Keeps a second trainer out of a run folder. The lock ends with the process, however that ends.</summary>
internal sealed class RunLock : IDisposable
{
    public const string FileName = ".lock";

    // errno of a lock that somebody else holds.
    private const int WouldBlock = 11;

    private readonly FileStream stream;

    private RunLock(FileStream stream) => this.stream = stream;

    /// <exception cref="BadInputException">The folder cannot be written, or another process trains in it.</exception>
    public static RunLock Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the run folder cannot be made ({e.Message})", folder,
                remedy: "Name a folder you may write to.", inner: e);
        }

        try
        {
            return new(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new BadInputException($"the run folder cannot be written ({e.Message})", folder,
                remedy: "Name a folder you may write to.", inner: e);
        }
        catch (IOException e) when (e.HResult != WouldBlock)
        {
            throw new BadInputException($"the run folder cannot be written ({e.Message})", folder, remedy: EnvironmentFault.RemedyOf(e), inner: e);
        }
        catch (IOException e)
        {
            throw new BadInputException($"the run folder cannot be locked ({e.Message})", folder,
                remedy: "Wait for the process that trains in it, or name another folder.", inner: e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
