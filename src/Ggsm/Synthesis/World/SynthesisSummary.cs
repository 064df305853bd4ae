namespace Ggsm.Synthesis.World;

/// <summary>What a synthesis made.</summary>
/// <param name="Counts">The files.</param>
/// <param name="Tasks">How well each task can be answered at all.</param>
public sealed record SynthesisSummary(FolderCounts Counts, IReadOnlyList<TaskReport> Tasks);
