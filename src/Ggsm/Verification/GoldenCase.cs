namespace Ggsm.Verification;

/// <summary>One quantity compared with its reference numbers.</summary>
/// <param name="Name">File, case and quantity, such as <c>decoder_gqa/soft/gradients</c>.</param>
/// <param name="WorstError">The largest deviation: absolute for single cases, relative for whole runs. Not finite where something failed.</param>
/// <param name="Tolerance">The largest deviation that passes.</param>
public sealed record GoldenCase(string Name, double WorstError, double Tolerance)
{
    /// <summary>Whether the deviation is within the tolerance.</summary>
    public bool Passed => WorstError <= Tolerance;
}
