namespace Ggsm.Users.MovieLens;

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
