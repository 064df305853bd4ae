using Ggsm.Users.Sources;

namespace Ggsm.Users.MovieLens;

/// <summary>Reads <c>ratings.csv</c>, <c>movies.csv</c> and <c>tags.csv</c> as GroupLens publishes them.</summary>
internal static class MovieLensFolder
{
    /// <summary>All users by id, and how many tags are empty and were left out. A rating that is repeated word for word is taken once; one that contradicts another is an error.</summary>
    /// <exception cref="BadInputException">A file is missing or a row is malformed: names file, line and column.</exception>
    public static (IReadOnlyList<MovieLensUser> Users, int EmptyTags) Read(string folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
            throw new BadInputException("the folder does not exist.", folder, remedy: "Name the unpacked MovieLens folder.");
        var films = ReadFilms(Path.Combine(folder, "movies.csv"));
        var ratings = ReadRatings(Path.Combine(folder, "ratings.csv"), films, cancellation);
        var (tags, emptyTags) = ReadTags(Path.Combine(folder, "tags.csv"), films, cancellation);
        return ([.. ratings.OrderBy(r => r.Key).Select(r => new MovieLensUser(
            r.Key,
            [.. r.Value.OrderBy(e => e.Time).ThenBy(e => e.FilmId)],
            [.. tags.GetValueOrDefault(r.Key, []).OrderBy(t => t.Time).ThenBy(t => t.Text, StringComparer.Ordinal)]))], emptyTags);
    }

    private static Dictionary<int, MovieLensFilm> ReadFilms(string path)
    {
        using var table = new CsvTable(path, "movieId", "title", "genres");
        var films = new Dictionary<int, MovieLensFilm>();
        while (table.Read())
        {
            if (!films.TryAdd(table.Id("movieId"), MovieLensFilm.Parse(table.Text("title"), table.Text("genres"))))
                throw table.Error("the film stands in the file twice.", "movieId");
        }

        MovieLensFilm.Apart(films);
        return films;
    }

    private static Dictionary<int, List<MovieLensRating>> ReadRatings(
        string path, Dictionary<int, MovieLensFilm> films, CancellationToken cancellation)
    {
        using var table = new CsvTable(path, "userId", "movieId", "rating", "timestamp");
        var ratings = new Dictionary<int, List<MovieLensRating>>();
        var seen = new Dictionary<(int User, int Film), MovieLensRating>();
        while (table.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            var (user, film) = (table.Id("userId"), table.Id("movieId"));
            var rating = new MovieLensRating(table.Time("timestamp"), film, FilmOf(table, films, film), table.Number("rating", 0.5, 5));
            if (seen.TryGetValue((user, film), out var earlier))
            {
                if (earlier == rating)
                    continue;
                throw table.Error($"user {user} rates film {film} a second time, and differently.", "movieId");
            }

            seen.Add((user, film), rating);
            Of(ratings, user).Add(rating);
        }

        return ratings.Count > 0 ? ratings : throw new BadInputException("the file holds no ratings.", path, remedy: "Use the file as published.");
    }

    private static (Dictionary<int, List<MovieLensTag>> Tags, int Empty) ReadTags(string path, Dictionary<int, MovieLensFilm> films, CancellationToken cancellation)
    {
        using var table = new CsvTable(path, "userId", "movieId", "tag", "timestamp");
        var tags = new Dictionary<int, List<MovieLensTag>>();
        var empty = 0;
        while (table.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            FilmOf(table, films, table.Id("movieId"));
            var (user, time, tag) = (table.Id("userId"), table.Time("timestamp"), table.OptionalText("tag"));
            if (tag.Length == 0)
                empty++;
            else
                Of(tags, user).Add(new MovieLensTag(time, tag.ToLowerInvariant()));
        }

        return (tags, empty);
    }

    private static MovieLensFilm FilmOf(CsvTable table, Dictionary<int, MovieLensFilm> films, int id) =>
        films.TryGetValue(id, out var film) ? film : throw table.Error($"film {id} is not in movies.csv.", "movieId");

    private static List<T> Of<T>(Dictionary<int, List<T>> lists, int user)
    {
        if (!lists.TryGetValue(user, out var list))
            lists[user] = list = [];
        return list;
    }
}

/// <summary>A row of <c>ratings.csv</c> with its film.</summary>
internal sealed record MovieLensRating(DateTimeOffset Time, int FilmId, MovieLensFilm Film, double Stars);

/// <summary>All that one person did, oldest first.</summary>
internal sealed record MovieLensUser(int Id, IReadOnlyList<MovieLensRating> Ratings, IReadOnlyList<MovieLensTag> Tags);

/// <summary>A row of <c>tags.csv</c>.</summary>
internal sealed record MovieLensTag(DateTimeOffset Time, string Text);
