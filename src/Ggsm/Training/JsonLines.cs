using System.Text;

namespace Ggsm.Training;

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
