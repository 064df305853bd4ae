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
