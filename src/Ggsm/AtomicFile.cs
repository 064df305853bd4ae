namespace Ggsm;

/// <summary>Writes a file so that readers see the old content or the new, never part of it, even after a crash.</summary>
public static class AtomicFile
{
    /// <summary>Writes beside <paramref name="path"/>, forces it to disk, and renames it into place.</summary>
    /// <exception cref="BadInputException">The file cannot be written: its folder is missing or closed, the disk is full or can only be read.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.partial";
        var writing = false;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                writing = true;
                write(stream);
                writing = false;
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when ((e is IOException or UnauthorizedAccessException) && (!writing || e.Message.Contains(temporary, StringComparison.Ordinal)))
        {
            // What fails while it is written may be another file that is read: only this one is named as this one.
            throw new BadInputException(AtomicFolder.InFinalNames($"the file cannot be written ({e.Message})"), AtomicFolder.InFinalNames(path), remedy: EnvironmentFault.RemedyOf(e), inner: e);
        }
        finally
        {
            Remove(temporary);
        }
    }

    /// <summary>Writes text as UTF-8 without a byte-order mark.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>What is left over must not hide why.</summary>
    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}
