using System.Diagnostics;

namespace Ggsm.Cli.Testing;

/// <summary>Picks out of a test project's detailed output what a person wants while it runs: failures in full, and now and then a count.</summary>
internal sealed class TestProgress(TextWriter output)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly Stopwatch sinceCount = Stopwatch.StartNew();
    private int finished;
    private bool inFailure;

    public void OnLine(string line)
    {
        if (!char.IsWhiteSpace(line.FirstOrDefault(' ')))
        {
            inFailure = line.StartsWith("failed ", StringComparison.Ordinal) || line.StartsWith("Unhandled exception", StringComparison.Ordinal);
            if (inFailure || line.StartsWith("passed ", StringComparison.Ordinal) || line.StartsWith("skipped ", StringComparison.Ordinal))
                finished++;
        }

        inFailure &= !line.StartsWith("  In process file artifacts", StringComparison.Ordinal);
        if (inFailure)
        {
            output.WriteLine($"  {line}");
        }
        else if (sinceCount.Elapsed > Interval)
        {
            output.WriteLine($"  {finished} tests so far");
            sinceCount.Restart();
        }
    }
}
