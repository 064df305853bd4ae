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
        while (TakeMark())
        {
        }
        var keep = LengthOfPossibleMark();
        Emit(pending[..^keep]);
        pending = pending[(pending.Length - keep)..];
    }

    private bool TakeMark()
    {
        var start = pending.IndexOf(markPrefix, StringComparison.Ordinal);
        var end = start < 0 ? -1 : pending.IndexOf(MarkEnd, start);
        if (end < 0)
            return false;
        Emit(pending[..start]);
        var number = pending[(start + markPrefix.Length)..end];
        pending = pending[(end + 1)..];
        marked(int.Parse(number));
        return true;
    }

    private int LengthOfPossibleMark()
    {
        var start = pending.IndexOf(markPrefix, StringComparison.Ordinal);
        if (start >= 0)
            return pending.Length - start;
        for (var length = Math.Min(markPrefix.Length - 1, pending.Length); length > 0; length--)
        {
            if (pending.EndsWith(markPrefix[..length], StringComparison.Ordinal))
                return length;
        }
        return 0;
    }

    private void Emit(string found)
    {
        if (found.Length > 0)
            text(found);
    }
}
