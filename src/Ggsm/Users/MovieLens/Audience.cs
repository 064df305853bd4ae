namespace Ggsm.Users.MovieLens;

/// <summary>
/// What people usually watch, measured on training users only, and with it the words for what a set of ratings says about
/// a person. History and future are described by the same rules and in the same words.
/// </summary>
internal sealed class Audience
{
    private const int MostGenres = 5;
    private const int MostEras = 4;
    private const double LeastEraShare = 0.08;

    private static readonly string[] Decades = ["fifties", "sixties", "seventies", "eighties", "nineties", "noughties", "tens", "twenties"];

    private static readonly (double Below, string Word)[] Means =
    [
        (2.6, "scathing"), (2.9, "harsh"), (3.1, "severe"), (3.3, "strict"), (3.5, "fair"), (3.7, "mild"), (3.9, "kind"), (4.1, "warm"),
        (4.4, "generous"), (double.MaxValue, "enthusiastic"),
    ];

    private static readonly (double Below, string Word)[] Deviations =
        [(0.55, "uniform"), (0.75, "even"), (0.95, "moderate"), (1.15, "varied"), (1.35, "mixed"), (double.MaxValue, "extreme")];

    private static readonly (double Below, string Word)[] HalfStars =
        [(0.01, "whole"), (0.2, "halves seldom"), (0.4, "halves often"), (double.MaxValue, "halves mostly")];

    private static readonly (double Below, string Word)[] Fames =
    [
        (0.03, "obscure"), (0.07, "rare"), (0.12, "niche"), (0.2, "familiar"), (0.3, "popular"), (0.42, "famous"), (double.MaxValue, "blockbuster"),
    ];

    private readonly Dictionary<string, double> genreShares = [];
    private readonly Dictionary<int, int> raters = [];

    public Audience(IEnumerable<MovieLensUser> users)
    {
        var films = 0;
        foreach (var rating in users.SelectMany(u => u.Ratings))
        {
            films++;
            raters[rating.FilmId] = raters.GetValueOrDefault(rating.FilmId) + 1;
            foreach (var genre in rating.Film.Genres)
                genreShares[genre] = genreShares.GetValueOrDefault(genre) + 1;
        }

        foreach (var genre in genreShares.Keys)
            genreShares[genre] /= films;
        MostRaters = raters.Values.Max();
    }

    private double MostRaters { get; }

    /// <summary>
    /// The release year of the newest film, how high, how unevenly and in what steps films were rated, how well-known the films are, the
    /// half-decades they are from (widest first), and the genres seen more often than usual (most significant first).
    /// </summary>
    public IReadOnlyList<EventField> Describe(IReadOnlyCollection<MovieLensRating> ratings)
    {
        var facts = new List<EventField>();
        var mean = ratings.Average(r => r.Stars);
        var deviation = Math.Sqrt(ratings.Average(r => (r.Stars - mean) * (r.Stars - mean)));
        var counts = ratings.Select(r => raters.GetValueOrDefault(r.FilmId)).Order().ToArray();
        if (ratings.Max(r => r.Film.Year) is { } newest)
            facts.Add(EventField.Of("newest", $"{Decade(newest)} {newest % 10}"));
        facts.Add(EventField.Of("stars", $"{Word(Means, mean)} {Word(Deviations, deviation)} {Word(HalfStars, ratings.Average(r => r.Stars % 1 == 0 ? 0.0 : 1.0))}"));
        facts.Add(EventField.Of("films", Word(Fames, counts[counts.Length / 2] / MostRaters)));
        facts.Add(EventField.Of("eras", string.Join(", ", Eras(ratings))));
        facts.Add(EventField.Of("genres", string.Join(' ', Genres(ratings))));
        return [.. facts.Where(f => f.Text.Length > 0)];
    }

    private static string Word((double Below, string Word)[] scale, double value) => scale.First(s => value < s.Below).Word;

    private IEnumerable<string> Genres(IReadOnlyCollection<MovieLensRating> ratings) =>
        genreShares
            .Select(g => (Genre: g.Key, Surprise: (ratings.Count(r => r.Film.Genres.Contains(g.Key)) - (ratings.Count * g.Value)) / Math.Sqrt(ratings.Count * g.Value)))
            .Where(g => g.Surprise > 0)
            .OrderByDescending(g => g.Surprise).ThenBy(g => g.Genre, StringComparer.Ordinal)
            .Take(MostGenres).Select(g => g.Genre);

    private static IEnumerable<string> Eras(IReadOnlyCollection<MovieLensRating> ratings)
    {
        var dated = ratings.Where(r => r.Film.Year is not null).ToArray();
        return dated.GroupBy(r => Era(r.Film.Year!.Value))
            .Where(g => g.Count() >= LeastEraShare * dated.Length)
            .OrderByDescending(g => g.Count()).ThenByDescending(g => g.Max(r => r.Film.Year))
            .Take(MostEras).Select(g => g.Key);
    }

    private static string Era(int year) =>
        year < 1980 ? Decade(year) : $"{(year % 10 < 5 ? "early" : "late")} {Decade(year)}";

    private static string Decade(int year) => year < 1950 ? "classic" : Decades[Math.Min((year - 1950) / 10, Decades.Length - 1)];
}
