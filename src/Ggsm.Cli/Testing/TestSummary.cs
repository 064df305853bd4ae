namespace Ggsm.Cli.Testing;

/// <summary>All projects together, and the closing line.</summary>
internal sealed class TestSummary(IReadOnlyList<TestOutcome> outcomes)
{
    public int Passed => outcomes.Sum(o => o.Passed);

    public int Failed => outcomes.Sum(o => o.Failed);

    public int Skipped => outcomes.Sum(o => o.SkippedNames.Count);

    public bool IsGood => Failed == 0 && Passed > 0;

    /// <summary>Names every failed and every skipped test, then the counts alone on the last line.</summary>
    public void Write(TextWriter output)
    {
        foreach (var outcome in outcomes)
        {
            foreach (var name in outcome.SkippedNames)
                output.WriteLine($"skipped: {outcome.Project}: {name}");
            foreach (var name in outcome.FailedNames)
                output.WriteLine($"failed: {outcome.Project}: {name}");
            if (outcome.Fault is not null)
                output.WriteLine($"failed: {outcome.Project}: {outcome.Fault}");
        }

        output.WriteLine($"{Passed} passed, {Failed} failed" + (Skipped > 0 ? $", {Skipped} skipped" : ""));
    }
}
