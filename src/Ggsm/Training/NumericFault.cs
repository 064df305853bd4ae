namespace Ggsm.Training;

/// <summary>An update that could not be made because something in it is not a number.</summary>
internal sealed class NumericFault(string problem, UpdateEvidence evidence) : Exception(problem)
{
    public UpdateEvidence Evidence { get; } = evidence;
}
