using System.Globalization;
using System.Text.RegularExpressions;

namespace Ggsm.Users.MovieLens;

/// <summary>A film of <c>movies.csv</c>.</summary>
/// <param name="Title">The title without its year and without other titles in brackets, article first.</param>
/// <param name="Year">The year of release, when the title gives one.</param>
/// <param name="Genres">Its genres in lower case; empty when none are listed.</param>
internal sealed partial record MovieLensFilm(string Title, int? Year, IReadOnlyList<string> Genres)
{
    /// <summary>Reads a title such as <c>Matrix, The (1999)</c> and genres such as <c>Action|Sci-Fi</c>.</summary>
    public static MovieLensFilm Parse(string title, string genres)
    {
        var year = YearPattern().Match(title);
        var name = BracketPattern().Replace(title, "").Trim();
        var article = ArticlePattern().Match(name);
        if (article.Success)
            name = $"{article.Groups[2].Value} {article.Groups[1].Value}";
        return new MovieLensFilm(
            name.Length > 0 ? name : title.Trim(),
            year.Success ? int.Parse(year.Groups[1].Value, CultureInfo.InvariantCulture) : null,
            genres == "(no genres listed)" ? [] : [.. genres.ToLowerInvariant().Split('|', StringSplitOptions.RemoveEmptyEntries)]);
    }

    [GeneratedRegex(@"\((\d{4})[^()]*\)\s*$")]
    private static partial Regex YearPattern();

    [GeneratedRegex(@"\s*\([^()]*\)")]
    private static partial Regex BracketPattern();

    [GeneratedRegex(@"^(.*), (The|A|An|Le|La|Les|Il|Das|Der|Die|El)$")]
    private static partial Regex ArticlePattern();
}
