namespace Ggsm.Verification.Fuzzing;

/// <summary>What one kind of file came to.</summary>
/// <param name="Target">The kind of file.</param>
/// <param name="Inputs">Damaged files handed to the reader.</param>
/// <param name="Read">How many of them were valid all the same and were read.</param>
/// <param name="Refused">How many were refused with a <see cref="BadInputException"/>.</param>
/// <param name="Failures">The others, at most the first twenty.</param>
public sealed record FuzzOutcome(string Target, long Inputs, long Read, long Refused, IReadOnlyList<FuzzFailure> Failures)
{
    /// <summary>Whether every input was read or refused as it should be.</summary>
    public bool Passed => Failures.Count == 0 && Read + Refused == Inputs;
}
