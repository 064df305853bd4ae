namespace Ggsm.Users.MovieLens;

/// <summary>A row of <c>tags.csv</c>.</summary>
internal sealed record MovieLensTag(DateTimeOffset Time, string Text);
