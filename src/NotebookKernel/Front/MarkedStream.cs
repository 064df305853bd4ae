using System.Text;

namespace NotebookKernel.Front;

/// <summary>
/// Takes the bytes native code writes to a file descriptor and gives them back as text, without the marks the evaluator
/// writes between cells. A mark tells that everything the cell wrote has arrived.
/// </summary>
internal sealed class MarkedStream(string markPrefix, Action<string> text, Action<int> marked)
{
    /// <summary>Ends a mark.</summary>
    public const char MarkEnd = '\u0003';

    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private string pending = "";

    public static string MarkPrefix(string token) => $"\u0002{token}:";

    public void Push(ReadOnlySpan<byte> bytes)
    {
        var characters = new char[decoder.GetCharCount(bytes, flush: false)];
        decoder.GetChars(bytes, characters, flush: false);
        pending += new string(characters);
        int start, end;
        while ((start = pending.IndexOf(markPrefix, StringComparison.Ordinal)) >= 0 && (end = pending.IndexOf(MarkEnd, start)) >= 0)
        {
            Emit(pending[..start]);
            marked(int.Parse(pending[(start + markPrefix.Length)..end]));
            pending = pending[(end + 1)..];
        }
        // What can still become a mark waits for the rest.
        start = pending.LastIndexOf(markPrefix[0]);
        if (start < 0 || !(pending[start..].StartsWith(markPrefix, StringComparison.Ordinal) || markPrefix.StartsWith(pending[start..], StringComparison.Ordinal)))
            start = pending.Length;
        Emit(pending[..start]);
        pending = pending[start..];
    }

    private void Emit(string found)
    {
        if (found.Length > 0)
            text(found);
    }
}
