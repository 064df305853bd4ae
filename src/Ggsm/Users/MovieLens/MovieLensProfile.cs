namespace Ggsm.Users.MovieLens;

/// <summary>
/// Turns one person's ratings and tags into the workbook's modalities. Nothing is invented; what MovieLens does not know
/// stays empty.
/// </summary>
/// <remarks>
/// <c>bill</c>: each rating, as the consumption of a film with a verdict (5 stars loved, 4 liked, 3 fine, 2 poor,
/// fewer bad). <c>minipro</c>: each sitting (ratings with less than an hour between them), as a visit to the service,
/// with its commonest genres. <c>search</c>: each tag, as words typed. <c>tabular</c>: how <see cref="Audience"/>
/// describes the history, and its size. <c>spm</c> and <c>app</c>: empty.
/// </remarks>
internal static class MovieLensProfile
{
    private const int GenresPerSitting = 3;

    private static readonly TimeSpan SittingGap = TimeSpan.FromHours(1);

    /// <summary>The person at an as-of date, with the history of 90 days and the future of 30.</summary>
    public static UserProfile At(MovieLensUser user, DateTimeOffset asOf, Audience audience)
    {
        var (history, future) = Divide(user, asOf);
        var until = asOf + UserProfile.FutureWindow;
        var from = asOf - UserProfile.HistoryWindow;
        var tags = user.Tags.Where(t => t.Time >= from && t.Time < until)
            .Select(t => new UserEvent(t.Time, Modality.Search, [EventField.Of("words", t.Text)])).ToArray();
        var events = EventsOf(history).Concat(EventsOf(future)).Concat(tags);
        return UserProfile.Split($"ml-{user.Id}", events, asOf) with { Tabular = [.. audience.Describe(history), EventField.Of("rated", Amount(history.Count))] };
    }

    /// <summary>The ratings of the two windows around an as-of date.</summary>
    public static (IReadOnlyList<MovieLensRating> History, IReadOnlyList<MovieLensRating> Future) Divide(MovieLensUser user, DateTimeOffset asOf)
    {
        var from = asOf - UserProfile.HistoryWindow;
        var until = asOf + UserProfile.FutureWindow;
        return ([.. user.Ratings.Where(r => r.Time >= from && r.Time < asOf)], [.. user.Ratings.Where(r => r.Time >= asOf && r.Time < until)]);
    }

    /// <summary>A count as a word.</summary>
    public static string Amount(int count) => count switch
    {
        0 => "none",
        < 10 => "few",
        < 25 => "some",
        < 60 => "many",
        < 150 => "plenty",
        _ => "hundreds",
    };

    /// <summary>Stars as a word.</summary>
    public static string Verdict(double stars) => stars switch
    {
        >= 5 => "loved",
        >= 4 => "liked",
        >= 3 => "fine",
        >= 2 => "poor",
        _ => "bad",
    };

    private static IEnumerable<UserEvent> EventsOf(IReadOnlyList<MovieLensRating> ratings)
    {
        foreach (var rating in ratings)
        {
            yield return new UserEvent(
                rating.Time, Modality.Bill, [EventField.Of("film", rating.Film.Title), EventField.Of("verdict", Verdict(rating.Stars))]);
        }

        for (var start = 0; start < ratings.Count;)
        {
            var end = start + 1;
            while (end < ratings.Count && ratings[end].Time - ratings[end - 1].Time < SittingGap)
                end++;
            var genres = ratings.Skip(start).Take(end - start).SelectMany(r => r.Film.Genres)
                .GroupBy(g => g).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
                .Take(GenresPerSitting).Select(g => g.Key);
            yield return new UserEvent(
                ratings[start].Time, Modality.MiniProgram,
                [EventField.Of("films", Amount(end - start)), EventField.Of("genres", string.Join(' ', genres))]);
            start = end;
        }
    }
}

/// <summary>
/// The answer for a person: a sample of what they rated in the month after the as-of date, aggregated. It repeats no
/// event of the history and no id.
/// </summary>
internal static class MovieLensAnswer
{
    private const double SampledShare = 0.8;
    private const int NamedFilms = 2;

    /// <summary>Samples four fifths of the future ratings and says what they have in common, how many there were by time, and some titles.</summary>
    public static string Render(IReadOnlyList<MovieLensRating> future, DateTimeOffset asOf, Audience audience, SeededRandom random)
    {
        var order = future.ToArray();
        random.Shuffle<MovieLensRating>(order);
        MovieLensRating[] sample = [.. order.Take(Math.Max(1, (int)Math.Round(SampledShare * order.Length)))];
        var facts = audience.Describe(sample).Select(f => $"{f.Name} {f.Text}");
        var soon = future.Count(r => r.Time < asOf + TimeSpan.FromDays(7));
        var later = future.Count - soon;
        var titles = sample.OrderByDescending(r => r.Stars).Take(NamedFilms)
            .Select(r => $"{PromptTemplate.Clean(r.Film.Title)} {MovieLensProfile.Verdict(r.Stars)}");
        return string.Join(PromptTemplate.Separator, [.. facts, $"first week {MovieLensProfile.Amount(soon)}", $"later {MovieLensProfile.Amount(later)}", .. titles]);
    }
}
