using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace NotebookKernel.Evaluation;

/// <summary>Console input of a cell: each line is asked of the person at the notebook.</summary>
internal sealed class CellInput(Action<JsonObject> ask) : TextReader
{
    private readonly BlockingCollection<string> replies = [];
    private string line = "";

    /// <summary>Whether the client can answer at all.</summary>
    public bool Allowed { get; set; }

    public void Reply(string value) => replies.Add(value);

    public override int Read()
    {
        if (line.Length == 0)
            line = Ask("", false) + "\n";
        var first = line[0];
        line = line[1..];
        return first;
    }

    public override int Peek() => line.Length > 0 ? line[0] : -1;

    /// <exception cref="InvalidOperationException">The client cannot be asked.</exception>
    public string Ask(string prompt, bool password)
    {
        if (!Allowed)
            throw new InvalidOperationException("This client cannot be asked for input.");
        // An answer to a question that was interrupted is not an answer to this one.
        while (replies.TryTake(out _))
        {
        }
        ask(new JsonObject { ["prompt"] = prompt, ["password"] = password });
        return replies.Take();
    }
}
