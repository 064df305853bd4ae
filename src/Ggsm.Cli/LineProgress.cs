namespace Ggsm.Cli;

/// <summary>Says at once, as a line, what is being done.</summary>
internal sealed class LineProgress(Terminal terminal) : IProgress<string>
{
    public void Report(string value) => terminal.WriteLine(value);
}
