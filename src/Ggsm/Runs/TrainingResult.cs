using Ggsm.Training;

namespace Ggsm.Runs;

/// <summary>What a run came to: the content of <c>metrics.json</c>, and the numbers <c>train --json</c> reports.</summary>
public sealed record TrainingResult
{
    /// <summary>Updates done, over the whole run, resumed parts included.</summary>
    public required long Steps { get; init; }

    /// <summary>True when the run was stopped before its last step; <c>--resume</c> continues it.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>Why the run was stopped as diverged; null for one that was not.</summary>
    public DivergenceDiagnosis? Divergence { get; init; }

    /// <summary>The step this process resumed at; null when it started the run.</summary>
    public long? ResumedAt { get; init; }

    /// <summary>The loss of the first update; null when none was done.</summary>
    public double? FirstLoss { get; init; }

    /// <summary>The loss of the last update; null when none was done.</summary>
    public double? LastLoss { get; init; }

    /// <summary>The loss of every update of the whole run, in order.</summary>
    public required IReadOnlyList<double> Losses { get; init; }

    /// <summary>Held-out pairs in the test at the end: at most <see cref="RunConfig.EvaluationPairs"/>.</summary>
    public int HeldOut { get; init; }

    /// <summary>Different answers among which they looked for theirs; null when interrupted or nothing is held out.</summary>
    public int? Candidates { get; init; }

    /// <summary>Share of held-out users whose own answer ranks first; null when interrupted or nothing is held out.</summary>
    public double? RecallAt1 { get; init; }

    /// <summary>Share of held-out users whose own answer is among the first ten.</summary>
    public double? RecallAt10 { get; init; }

    /// <summary>Recall at ten of a random ranking of the same candidates.</summary>
    public double? ChanceAt10 { get; init; }

    /// <summary>Next tokens of held-out people that were predicted; null for another objective than the next token, when interrupted or when nobody is held out.</summary>
    public long? HeldOutTokens { get; init; }

    /// <summary>Cross-entropy of the next token on held-out people, in nats; null as <see cref="HeldOutTokens"/>.</summary>
    public double? HeldOutLoss { get; init; }

    /// <summary>e to the held-out loss.</summary>
    public double? HeldOutPerplexity { get; init; }

    /// <summary>
    /// The yardstick: the same loss for predicting every token by its frequency in the training part alone, in nats. A decoder
    /// that has learnt to read stays well below it.
    /// </summary>
    public double? HeldOutUnigramLoss { get; init; }

    /// <summary>SHA-256 of the weights in <c>model/</c>, as <see cref="StartingWeights"/> takes it; null when interrupted.</summary>
    public string? WeightsSha256 { get; init; }

    /// <summary>The last probes of held-out people, one a task; empty where none were asked for.</summary>
    public IReadOnlyList<ProbeRecord> Probes { get; init; } = [];

    /// <summary>Real tokens trained on per second, the median over the updates of the whole run; 0 when there was none.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Highest resident memory of the process, in MiB.</summary>
    public required double PeakRssMib { get; init; }

    /// <summary>Where it ran: <c>cpu</c> or <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The version of libtorch.</summary>
    public required string Libtorch { get; init; }

    /// <summary>Threads of the matrix products.</summary>
    public required int Threads { get; init; }

    /// <summary>The run's seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Things that went otherwise than asked without stopping the run, such as a damaged checkpoint left aside.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
