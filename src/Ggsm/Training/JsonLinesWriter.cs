using System.Text.Json;

namespace Ggsm.Training;

/// <summary>Appends whole lines to a JSONL file.</summary>
internal sealed class JsonLinesWriter : IDisposable
{
    private readonly FileStream stream;

    /// <summary>Opens the file, keeps its first <paramref name="keepLines"/> lines and cuts the rest off.</summary>
    /// <exception cref="BadInputException">The file cannot be written, or has fewer lines.</exception>
    public JsonLinesWriter(string path, int keepLines)
    {
        var length = JsonLines.LengthOf(path, keepLines);
        Lines = keepLines;
        try
        {
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the log cannot be written ({e.Message})", path,
                remedy: "Name a folder you may write to, on a disk with free space.", inner: e);
        }

        stream.SetLength(length);
        stream.Seek(0, SeekOrigin.End);
    }

    /// <summary>Lines of the file.</summary>
    public int Lines { get; private set; }

    /// <summary>Appends one line and hands it to the operating system, so that readers see it at once.</summary>
    public void Append<T>(T value)
    {
        stream.Write([.. JsonSerializer.SerializeToUtf8Bytes(value, RunJson.Line), (byte)'\n']);
        stream.Flush();
        Lines++;
    }

    /// <summary>Forces what was appended to disk.</summary>
    public void Sync() => stream.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
