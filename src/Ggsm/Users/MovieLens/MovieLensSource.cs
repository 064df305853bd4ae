using Ggsm.Users.Sources;

namespace Ggsm.Users.MovieLens;

/// <summary>
/// The people of a MovieLens folder, each at their own as-of date; those without enough history and future are left out.
/// <see cref="MovieLensImporter"/> makes more of the same folder: several dates a person, and answers that describe taste.
/// </summary>
public sealed class MovieLensSource : IUserSource
{
    private readonly string folder;
    private readonly MovieLensOptions options;

    /// <param name="folder">A folder with ratings.csv, movies.csv and tags.csv.</param>
    /// <param name="options">What is enough; the published defaults when null.</param>
    public MovieLensSource(string folder, MovieLensOptions? options = null)
    {
        this.folder = folder;
        this.options = options ?? new MovieLensOptions();
    }

    /// <inheritdoc/>
    public string Kind => "movielens";

    /// <inheritdoc/>
    public string Licence => MovieLensImporter.LicenceNote;

    /// <inheritdoc/>
    public IEnumerable<UserProfile> Read(CancellationToken cancellation = default)
    {
        var kept = MovieLensFolder.Read(folder, cancellation).Users
            .Select(u => (User: u, Dates: MovieLensDates.Eligible(u, options))).Where(u => u.Dates.Count > 0).ToArray();
        if (kept.Length == 0)
            yield break;
        var audience = new Audience(kept.Select(u => u.User));
        foreach (var (user, dates) in kept)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return MovieLensProfile.At(user, MovieLensDates.Own(user, dates), audience);
        }
    }
}
