using System.Text;

namespace NotebookKernel.Evaluation;

/// <summary>Console output of a cell, told as it is written.</summary>
internal sealed class CellWriter(Action<string> tell) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => tell(value.ToString());

    public override void Write(char[] buffer, int index, int count)
    {
        if (count > 0)
            tell(new string(buffer, index, count));
    }

    // One message for the line and its end.
    public override void WriteLine(string? value) => tell(value + NewLine);
}
