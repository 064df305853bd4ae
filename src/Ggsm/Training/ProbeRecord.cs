namespace Ggsm.Training;

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
