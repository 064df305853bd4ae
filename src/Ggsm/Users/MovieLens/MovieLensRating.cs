namespace Ggsm.Users.MovieLens;

/// <summary>A row of <c>ratings.csv</c> with its film.</summary>
internal sealed record MovieLensRating(DateTimeOffset Time, int FilmId, MovieLensFilm Film, double Stars);
