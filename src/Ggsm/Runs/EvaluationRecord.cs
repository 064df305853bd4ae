namespace Ggsm.Runs;

/// <summary>
/// One line of <c>eval.jsonl</c>: the held-out pairs at one moment of training; for users and answers encoded under the mask the recipe
/// ends with, as the finished model will be used.
/// </summary>
public sealed record EvaluationRecord
{
    /// <summary>Updates done before this evaluation; 0 is what the run starts from.</summary>
    public required long Step { get; init; }

    /// <summary>The objective's loss over held-out pairs, InfoNCE in batches of the training batch's size, so that the two can be compared.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of held-out users whose own answer ranks first; null for an objective without embeddings, as the next two.</summary>
    public double? RecallAt1 { get; init; }

    /// <summary>Share of held-out users whose own answer is among the first ten.</summary>
    public double? RecallAt10 { get; init; }

    /// <summary>Recall at ten of a random ranking of the same candidates.</summary>
    public double? ChanceAt10 { get; init; }

    /// <summary>Held-out pairs in this evaluation.</summary>
    public required int Pairs { get; init; }
}

/// <summary>
/// One line of <c>eval.jsonl</c>: what a linear probe reads of one task out of the embeddings of held-out people at one moment of
/// training, encoded under the mask the recipe ends with.
/// </summary>
public sealed record ProbeRecord
{
    /// <summary>Updates done before; 0 is what the run starts from.</summary>
    public required long Step { get; init; }

    /// <summary>The task, a label of the people.</summary>
    public required string Task { get; init; }

    /// <summary>Area under the ROC on the people the probe was not fitted on; 0.5 is guessing.</summary>
    public required double Auc { get; init; }

    /// <summary>The lower end of its 95 % interval.</summary>
    public required double Low { get; init; }

    /// <summary>The upper end of its 95 % interval.</summary>
    public required double High { get; init; }

    /// <summary>People the probe was tested on; it was fitted on as many others.</summary>
    public required int People { get; init; }

    /// <summary>Whether a line of <c>eval.jsonl</c> is one of these: nothing else in the file has a task.</summary>
    internal static bool IsIn(string line) => line.Contains("\"task\":", StringComparison.Ordinal);
}
