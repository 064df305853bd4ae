namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>One formatting operation: where it writes and how deep in an object graph it is.</summary>
public class FormatContext : IDisposable
{
    public FormatContext(TextWriter writer) => Writer = writer;

    public int Depth { get; private set; }

    public TextWriter Writer { get; }

    internal bool AllowRecursion => Depth < Formatter.RecursionLimit;

    internal bool NeedsStyles { get; set; }

    internal void Descend(Action write)
    {
        Depth++;
        try
        {
            write();
        }
        finally
        {
            Depth--;
        }
    }

    public void Dispose()
    {
        if (NeedsStyles)
            Writer.Write(HtmlRendering.Styles);
        NeedsStyles = false;
    }
}
