using System.Text.Json;

namespace Ggsm.Training;

/// <summary>Appends whole lines to a JSONL file and keeps other writers out while it is open.</summary>
internal sealed class JsonLinesWriter : IDisposable
{
    private readonly FileStream stream;

    /// <summary>Opens the file, keeps its first <paramref name="keepLines"/> lines and cuts the rest off.</summary>
    /// <exception cref="BadInputException">The file cannot be written, or another process writes it.</exception>
    public JsonLinesWriter(string path, int keepLines)
    {
        try
        {
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the log cannot be written ({e.Message})", path,
                remedy: "Is another process training in this folder? Wait for it, or name another folder.", inner: e);
        }

        stream.SetLength(JsonLines.LengthOf(path, keepLines));
        stream.Seek(0, SeekOrigin.End);
    }

    /// <summary>Appends one line and hands it to the operating system, so that readers see it at once.</summary>
    public void Append<T>(T value)
    {
        stream.Write([.. JsonSerializer.SerializeToUtf8Bytes(value, RunJson.Line), (byte)'\n']);
        stream.Flush();
    }

    /// <summary>Forces what was appended to disk.</summary>
    public void Sync() => stream.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
