namespace Ggsm.Training.Pretraining;

/// <summary>What a pretraining came to: the content of its <c>metrics.json</c>, and the numbers <c>pretrain --json</c> reports.</summary>
public sealed record PretrainingResult
{
    /// <summary>Updates done, resumed parts included.</summary>
    public required long Steps { get; init; }

    /// <summary>True when it was stopped before its last step; <c>--resume</c> continues it.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>Why it was stopped early when something was no longer a number; null when all went well.</summary>
    public string? Divergence { get; init; }

    /// <summary>The step this process resumed at; null when it started from the first.</summary>
    public long? ResumedAt { get; init; }

    /// <summary>The loss of every update, in order, in nats a token.</summary>
    public required IReadOnlyList<double> Losses { get; init; }

    /// <summary>Next tokens of held-out people that were predicted.</summary>
    public long HeldOutTokens { get; init; }

    /// <summary>Cross-entropy of the next token on held-out people, in nats; null when interrupted or nobody is held out.</summary>
    public double? HeldOutLoss { get; init; }

    /// <summary>e to the held-out loss.</summary>
    public double? HeldOutPerplexity { get; init; }

    /// <summary>
    /// The yardstick: the same loss for predicting every token by its frequency in the training part alone, in nats. A decoder
    /// that has learnt to read stays well below it.
    /// </summary>
    public double? HeldOutUnigramLoss { get; init; }

    /// <summary>SHA-256 of <c>model.safetensors</c>; null when interrupted.</summary>
    public string? WeightsSha256 { get; init; }

    /// <summary>Real tokens trained on per second, the median over the updates; 0 when there was none.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Highest resident memory of the process, in MiB.</summary>
    public required double PeakRssMib { get; init; }

    /// <summary>Where it ran: <c>cpu</c> or <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The version of libtorch.</summary>
    public required string Libtorch { get; init; }

    /// <summary>Threads of the matrix products.</summary>
    public required int Threads { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Things that went otherwise than asked without stopping, such as a damaged checkpoint left aside.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
