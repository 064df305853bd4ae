namespace Ggsm.Cli;

/// <summary>Takes an output folder away again when a command fails before it has put anything there.</summary>
internal sealed class OutputFolderGuard(string path) : IDisposable
{
    private readonly bool existed = Directory.Exists(path);

    public void Dispose()
    {
        if (!existed && Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
            Directory.Delete(path);
    }
}
