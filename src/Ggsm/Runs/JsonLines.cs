using System.Text;
using System.Text.Json;

namespace Ggsm.Runs;

/// <summary>A JSONL file that grows by whole lines, read back after a crash that may have torn its last line.</summary>
internal static class JsonLines
{
    /// <summary>
    /// Reads every line that ends in a newline; what follows the last newline was torn by a crash and is left out.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="which">Which lines are read, in a file of several kinds; null for all.</param>
    /// <exception cref="BadInputException">A whole line cannot be read; the file and the line are named.</exception>
    public static IReadOnlyList<T> Read<T>(string path, Func<string, bool>? which = null) =>
        [.. WholeLines(path).Select((text, i) => (text, i)).Where(line => which?.Invoke(line.text) ?? true).Select(line => RunJson.Parse<T>(line.text, path, line.i + 1))];

    /// <summary>The length in bytes of the first <paramref name="lines"/> whole lines.</summary>
    /// <exception cref="BadInputException">There are fewer.</exception>
    public static long LengthOf(string path, int lines)
    {
        var kept = WholeLines(path).Take(lines).Select(line => Encoding.UTF8.GetByteCount(line) + 1L).ToArray();
        return kept.Length == lines
            ? kept.Sum()
            : throw new BadInputException($"the log has {kept.Length} whole lines, the checkpoint was written after {lines}.", path,
                remedy: "Put the log back as the run left it, or train in a new folder.");
    }

    private static IEnumerable<string> WholeLines(string path)
    {
        string text;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            text = reader.ReadToEnd();
        }
        catch (FileNotFoundException)
        {
            yield break;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"the log cannot be read ({e.Message})", path, inner: e);
        }

        var start = 0;
        for (var end = text.IndexOf('\n'); end >= 0; end = text.IndexOf('\n', start))
        {
            yield return text[start..end];
            start = end + 1;
        }
    }
}

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
