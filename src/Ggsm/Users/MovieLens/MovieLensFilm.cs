using System.Globalization;
using System.Text.RegularExpressions;

namespace Ggsm.Users.MovieLens;

/// <summary>A film of <c>movies.csv</c>.</summary>
/// <param name="Title">The title without its year, article first. Films of one title keep their year (<see cref="Apart"/>).</param>
/// <param name="Year">The year of release, when the title gives one.</param>
/// <param name="Genres">Its genres in lower case; empty when none are listed.</param>
internal sealed partial record MovieLensFilm(string Title, int? Year, IReadOnlyList<string> Genres)
{
    /// <summary>Reads a title such as <c>Matrix, The (1999)</c> and genres such as <c>Action|Sci-Fi</c>.</summary>
    public static MovieLensFilm Parse(string title, string genres)
    {
        var year = YearPattern().Match(title);
        var name = YearPattern().Replace(title, "").Trim();
        var article = ArticlePattern().Match(name);
        if (article.Success)
            name = $"{article.Groups[2].Value} {article.Groups[1].Value}{article.Groups[3].Value}";
        return new MovieLensFilm(
            name.Length > 0 ? name : title.Trim(),
            year.Success ? int.Parse(year.Groups[1].Value, CultureInfo.InvariantCulture) : null,
            genres == "(no genres listed)" ? [] : [.. genres.ToLowerInvariant().Split('|', StringSplitOptions.RemoveEmptyEntries)]);
    }

    [GeneratedRegex(@"\((\d{4})[^()]*\)\s*$")]
    private static partial Regex YearPattern();

    /// <summary>
    /// Gives films that share a title their year back, and films that share both a number as well (1996/I, 1996/II), in the order of their
    /// ids: two films are never one.
    /// </summary>
    public static void Apart(Dictionary<int, MovieLensFilm> films)
    {
        foreach (var name in films.OrderBy(f => f.Key).GroupBy(f => f.Value.Title, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).ToList())
        {
            foreach (var year in name.GroupBy(f => f.Value.Year))
            {
                var alone = year.Count() == 1;
                foreach (var (film, i) in year.Select((film, i) => (film, i)))
                {
                    string[] marks = [.. year.Key is { } known ? [known.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(), .. alone ? Array.Empty<string>() : [new string('I', i + 1)]];
                    if (marks.Length > 0)
                        films[film.Key] = film.Value with { Title = $"{film.Value.Title} ({string.Join('/', marks)})" };
                }
            }
        }
    }

    [GeneratedRegex(@"^([^()]*), (The|A|An|Le|La|Les|Il|Das|Der|Die|El)((?: \(.*)?)$")]
    private static partial Regex ArticlePattern();
}
