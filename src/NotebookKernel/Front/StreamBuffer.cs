using System.Text;

namespace NotebookKernel.Front;

/// <summary>Joins what is written in quick succession into one message, and sends it a moment later at most.</summary>
internal sealed class StreamBuffer : IDisposable
{
    private const int LargestMessage = 1 << 16;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(15);

    private readonly Action<string, string> send;
    private readonly Lock gate = new();
    private readonly StringBuilder text = new();
    private readonly Timer timer;
    private string stream = "";

    public StreamBuffer(Action<string, string> send)
    {
        this.send = send;
        timer = new Timer(_ => Flush());
    }

    public void Write(string name, string written)
    {
        if (written.Length == 0)
            return;
        lock (gate)
        {
            if (name != stream)
                Flush();
            stream = name;
            if (text.Length == 0)
                timer.Change(Moment, Timeout.InfiniteTimeSpan);
            text.Append(written);
            if (text.Length > LargestMessage)
                Flush();
        }
    }

    public void Flush()
    {
        lock (gate)
        {
            if (text.Length == 0)
                return;
            send(stream, text.ToString());
            text.Clear();
        }
    }

    public void Dispose() => timer.Dispose();
}
