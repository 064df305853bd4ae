using System.Text;

namespace NotebookKernel.Evaluation;

/// <summary>Console output of a cell, told as it is written.</summary>
internal sealed class CellWriter(Action<string> tell) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => tell(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value)
    {
        if (!string.IsNullOrEmpty(value))
            tell(value);
    }

    // One message for the line and its end.
    public override void WriteLine(string? value) => tell(value + NewLine);
}
