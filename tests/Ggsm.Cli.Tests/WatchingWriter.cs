namespace Ggsm.Cli.Tests;

/// <summary>Calls back when a line with a given text goes out.</summary>
internal sealed class WatchingWriter(string text, Action seen) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(text, StringComparison.Ordinal) == true)
            seen();
    }
}
