namespace Ggsm.Users.MovieLens;

/// <summary>How a MovieLens folder becomes training pairs.</summary>
public sealed record MovieLensOptions
{
    /// <summary>Decides who is held out and what is sampled.</summary>
    public ulong Seed { get; init; } = 7;

    /// <summary>People held out, with one pair each; at most a third of all who can be used.</summary>
    public int HeldOutUsers { get; init; } = 120;

    /// <summary>As-of dates at most per training user; each gives one pair with its own sample of the future.</summary>
    public int SnapshotsPerUser { get; init; } = 8;

    /// <summary>Ratings that the 90 days before an as-of date must hold.</summary>
    public int LeastHistory { get; init; } = 10;

    /// <summary>Ratings that the 30 days after it must hold.</summary>
    public int LeastFuture { get; init; } = 10;

    /// <summary>Tokens of the tokenizer that is trained on the training pairs.</summary>
    public int VocabularySize { get; init; } = BpeTrainer.DefaultVocabularySize;
}
