using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ggsm.Users;

/// <summary>
/// Lines of a file by their place in it: a few bytes are kept of each, and a line is read when it is asked for. The file stays
/// open, so that replacing it changes nothing; a line that was changed where it stands is found out by its checksum.
/// </summary>
internal sealed class IndexedLines
{
    private const int MadeTogether = 64;

    private readonly SafeFileHandle file;
    private readonly List<Place> places = [];

    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">It is missing or unreadable.</exception>
    public IndexedLines(string path)
    {
        Path = path;
        file = TextLines.Opened(path, () => File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete));
    }

    public string Path { get; }

    public int Count => places.Count;

    /// <summary>Keeps the places of lines, and hands on what is made of each, in their order; several are made at once.</summary>
    /// <param name="lines">Lines of the file.</param>
    /// <param name="make">Makes something of text and number; its first error is thrown.</param>
    public IEnumerable<(long Number, T Made)> Add<T>(IEnumerable<TextLine> lines, Func<string, long, T> make)
    {
        foreach (var part in OrderedParallel.Select(
            lines.Chunk(MadeTogether), chunk => Array.ConvertAll(chunk, line => (Line: line, Checksum: Checksum(line.Text), Made: make(line.Text, line.Number)))))
        {
            foreach (var (line, checksum, made) in part)
            {
                places.Add(new(line.Offset, checksum, line.Bytes, checked((uint)line.Number)));
                yield return (line.Number, made);
            }
        }
    }

    /// <summary>The number of the line in the file, from 1.</summary>
    public long Number(int index) => places[index].Number;

    /// <summary>The bytes the line takes.</summary>
    public int Bytes(int index) => places[index].Bytes;

    /// <summary>A checksum of its text.</summary>
    public ulong Checksum(int index) => places[index].Checksum;

    /// <summary>Reads the text of a line.</summary>
    /// <exception cref="BadInputException">The file was changed since.</exception>
    public string Text(int index)
    {
        var place = places[index];
        var bytes = new byte[place.Bytes];
        var read = 0;
        while (read < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(read), place.Offset + read) is > 0 and var more)
            read += more;
        var text = TextLines.Decode(bytes.AsSpan(0, read), Path, place.Number);
        return Checksum(text) == place.Checksum
            ? text
            : throw new BadInputException("the file was changed while it was in use.", Path, place.Number, remedy: "Start again.");
    }

    private static ulong Checksum(string text)
    {
        var words = MemoryMarshal.Cast<char, ulong>(text);
        var hash = (ulong)text.Length;
        foreach (var word in words)
            hash = Mixed(hash, word);
        foreach (var letter in text.AsSpan(words.Length * 4))
            hash = Mixed(hash, letter);
        return hash ^ (hash >> 32);
    }

    private static ulong Mixed(ulong hash, ulong word) => BitOperations.RotateLeft((hash ^ word) * 0x9E3779B97F4A7C15, 29) + word;

    private readonly record struct Place(long Offset, ulong Checksum, int Bytes, uint Number);
}
