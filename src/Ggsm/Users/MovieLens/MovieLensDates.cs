namespace Ggsm.Users.MovieLens;

/// <summary>Chooses the as-of dates of one person (see <see cref="MovieLensImporter"/>).</summary>
internal static class MovieLensDates
{
    private const double OwnShare = 0.5;

    /// <summary>The dates with enough ratings before and after them, in order.</summary>
    public static List<DateTimeOffset> Eligible(MovieLensUser user, MovieLensOptions options)
    {
        var times = user.Ratings.Select(r => r.Time).ToArray();
        var dates = new List<DateTimeOffset>();
        var (from, until) = (0, 0);
        for (var i = 1; i < times.Length; i++)
        {
            if (times[i] == times[i - 1])
                continue;
            while (times[from] < times[i] - UserProfile.HistoryWindow)
                from++;
            while (until < times.Length && times[until] < times[i] + UserProfile.FutureWindow)
                until++;
            if (i - from >= options.LeastHistory && until - i >= options.LeastFuture)
                dates.Add(times[i]);
        }

        return dates;
    }

    /// <summary>The eligible date nearest to half of the ratings.</summary>
    public static DateTimeOffset Own(MovieLensUser user, List<DateTimeOffset> dates)
    {
        var goal = OwnShare * user.Ratings.Count;
        return dates.MinBy(d => Math.Abs(user.Ratings.Count(r => r.Time < d) - goal));
    }
}

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
