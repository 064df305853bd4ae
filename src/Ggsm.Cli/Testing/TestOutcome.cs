namespace Ggsm.Cli.Testing;

/// <summary>How one test project ended.</summary>
/// <param name="Project">The project's name.</param>
/// <param name="Passed">Tests that passed.</param>
/// <param name="FailedNames">Tests that failed, by name.</param>
/// <param name="SkippedNames">Tests that were skipped, by name with the reason.</param>
/// <param name="Fault">Why the project as a whole counts as failed, when it crashed or ran nothing.</param>
/// <param name="Duration">Wall time.</param>
internal sealed record TestOutcome(
    string Project,
    int Passed,
    IReadOnlyList<string> FailedNames,
    IReadOnlyList<string> SkippedNames,
    string? Fault,
    TimeSpan Duration)
{
    /// <summary>Failed tests; a project that crashed or ran nothing counts as one more.</summary>
    public int Failed => FailedNames.Count + (Fault is null ? 0 : 1);

    public string InWords =>
        $"{Passed} passed, {FailedNames.Count} failed"
        + (SkippedNames.Count > 0 ? $", {SkippedNames.Count} skipped" : "")
        + FormattableString.Invariant($" ({Duration.TotalSeconds:F0} s)")
        + (Fault is null ? "" : $"; {Fault}");
}
