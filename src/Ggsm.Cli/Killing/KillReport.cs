namespace Ggsm.Cli.Killing;

/// <summary>What a kill test came to.</summary>
/// <param name="Kills">How often a process was killed, by what it was doing.</param>
/// <param name="Runs">Runs brought to their end and compared.</param>
/// <param name="Damaged">Newest checkpoints damaged on purpose between a kill and the resumption.</param>
/// <param name="StepsEach">Steps of each run.</param>
/// <param name="Differences">Where a run differed from the uninterrupted one; empty when all were equal to the bit.</param>
/// <param name="Folder">Where the runs are kept when one differed; null when they were removed.</param>
internal sealed record KillReport(
    IReadOnlyDictionary<KillMoment, int> Kills, int Runs, int Damaged, int StepsEach, IReadOnlyList<string> Differences, string? Folder)
{
    public bool Passed => Differences.Count == 0;

    /// <summary>Both together.</summary>
    public KillReport And(KillReport other) => new(
        Kills.ToDictionary(k => k.Key, k => k.Value + other.Kills[k.Key]), Runs + other.Runs, Damaged + other.Damaged, StepsEach, [.. Differences, .. other.Differences], Folder ?? other.Folder);
}
