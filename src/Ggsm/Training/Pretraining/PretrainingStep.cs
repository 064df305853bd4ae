namespace Ggsm.Training.Pretraining;

/// <summary>One line of a pretraining's <c>run.jsonl</c>.</summary>
public sealed record PretrainingStep
{
    /// <summary>Updates made before this one.</summary>
    public required long Step { get; init; }

    /// <summary>Cross-entropy of the next token, mean over the real next tokens of the batch, in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>e to the loss.</summary>
    public required double Perplexity { get; init; }

    /// <summary>Cross-entropy of the summary, mean over the sequences of the batch, in nats: what the last position knows of the tokens before it.</summary>
    public required double SummaryLoss { get; init; }

    /// <summary>Norm of the gradient of all parameters together, before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>The learning rate of this update.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Real tokens trained on per second; padding is not counted.</summary>
    public required double TokensPerSecond { get; init; }
}
