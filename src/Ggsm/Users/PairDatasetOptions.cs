namespace Ggsm.Users;

/// <summary>How pairs become token pairs.</summary>
public sealed record PairDatasetOptions
{
    /// <summary>Tokens of a query at most, anchor included.</summary>
    public int MaxQueryLength { get; init; } = 224;

    /// <summary>Tokens of an answer at most, <c>&lt;EOS&gt;</c> included.</summary>
    public int MaxAnswerLength { get; init; } = 64;

    /// <summary>
    /// Whether a user's prompt carries the pair's instruction; without, every prompt is the one of the general embedding. A
    /// query that the file gives as a whole is not changed.
    /// </summary>
    public bool Instructions { get; init; } = true;

    /// <summary>How users become positions of the input.</summary>
    public InputForm Input { get; init; }

    /// <summary>How much of each modality is taken.</summary>
    public ModalityBudget Budget { get; init; } = ModalityBudget.Default;

    /// <summary>
    /// Tokens of the training pairs that are kept once they have been made, and as many of those held out; a pair beyond is
    /// made anew each time it is asked for. It decides memory and speed only.
    /// </summary>
    public long KeptTokens { get; init; } = 8_000_000;

    /// <summary>The share held out where the file names no split.</summary>
    public double HeldOutFraction { get; init; } = 0.1;

    /// <summary>Decides who is held out where the file names no split.</summary>
    public ulong Seed { get; init; } = 7;

    /// <summary>A pre-trained model's tokenizer; null for the data folder's own.</summary>
    public UserTokenizer? Tokenizer { get; init; }
}
