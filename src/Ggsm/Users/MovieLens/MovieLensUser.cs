namespace Ggsm.Users.MovieLens;

/// <summary>All that one person did, oldest first.</summary>
internal sealed record MovieLensUser(int Id, IReadOnlyList<MovieLensRating> Ratings, IReadOnlyList<MovieLensTag> Tags);
