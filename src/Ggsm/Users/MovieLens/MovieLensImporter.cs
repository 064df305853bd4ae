using System.Text.Json;

namespace Ggsm.Users.MovieLens;

/// <summary>
/// Imports a MovieLens folder: the rule-based behavioural stream (GG-SM, data section) on real people.
/// </summary>
/// <remarks>
/// Many people rate all their films in one sitting, so a fixed calendar date would leave most without a future. The
/// as-of date is chosen per person instead: every moment at which a rating follows an earlier one is a candidate, and it
/// is eligible when the 90 days before hold at least <see cref="MovieLensOptions.LeastHistory"/> ratings and the 30 days
/// from it on at least <see cref="MovieLensOptions.LeastFuture"/>. The person's own date is the eligible one nearest to
/// half of their ratings; people without one are left out and counted. Training users give further pairs at
/// eligible dates spread evenly over their ratings. Ratings of the same second are never divided. Queries show the newest
/// six events of each modality (whole histories stay in users.jsonl): titles carry little that a small model can learn from,
/// and the short prompt trains faster.
/// </remarks>
public static class MovieLensImporter
{
    private const string Source = "behavior";
    private const int RenderedEvents = 6;

    internal const string LicenceNote =
        "Derived from a MovieLens data set (GroupLens, University of Minnesota). Its licence allows research use, no commercial use, "
        + "and asks to be passed on and to cite F. Maxwell Harper and Joseph A. Konstan, The MovieLens Datasets: History and Context, "
        + "ACM TiiS 5(4), 2015, doi:10.1145/2827872. See the README of the data set.";

    /// <summary>Reads <paramref name="source"/> and writes users, pairs, tokenizer and manifest to <paramref name="target"/>.</summary>
    /// <param name="source">A folder with ratings.csv, movies.csv and tags.csv.</param>
    /// <param name="target">A new folder; it appears whole or not at all.</param>
    /// <param name="options">Seed and sizes.</param>
    /// <param name="command">The command to note in the manifest.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Stops the import; nothing is left behind.</param>
    /// <exception cref="BadInputException">The input is malformed, too small, or the target cannot be written.</exception>
    public static MovieLensSummary Import(
        string source,
        string target,
        MovieLensOptions? options = null,
        string? command = null,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default)
    {
        options ??= new MovieLensOptions();
        using var folder = AtomicFolder.Create(target);
        progress?.Report("reading ratings, films and tags");
        var (users, emptyTags) = MovieLensFolder.Read(source, cancellation);

        progress?.Report("choosing as-of dates");
        var kept = users.Select(u => (User: u, Dates: MovieLensDates.Eligible(u, options))).Where(u => u.Dates.Count > 0).ToArray();
        var heldOut = ChooseHeldOut([.. kept.Select(u => u.User.Id)], options, source);
        var audience = new Audience(kept.Where(u => !heldOut.Contains(u.User.Id)).Select(u => u.User));

        progress?.Report("rendering pairs");
        var profiles = new List<UserProfile>();
        var pairs = new List<PairLine>();
        foreach (var (user, dates) in kept)
        {
            cancellation.ThrowIfCancellationRequested();
            var own = MovieLensDates.Own(user, dates);
            var profile = MovieLensProfile.At(user, own, audience);
            profiles.Add(profile);
            if (heldOut.Contains(user.Id))
            {
                pairs.Add(Pair(user, profile, audience, options, DataSplit.HeldOut));
                continue;
            }

            foreach (var date in Spread(dates, options.SnapshotsPerUser).Append(own).Distinct().Order())
            {
                var snapshot = date == own ? profile : MovieLensProfile.At(user, date, audience);
                pairs.Add(Pair(user, snapshot, audience, options, DataSplit.Train));
            }
        }

        AtomicFile.Write(Path.Combine(folder.Path, "users.jsonl"), stream => UsersFile.Write(stream, profiles));
        AtomicFile.Write(Path.Combine(folder.Path, "pairs.jsonl"), stream => PairsFile.Write(stream, pairs));

        progress?.Report("training the tokenizer");
        var tokenizer = BpeTrainer.TrainFrom(folder.Path, options.VocabularySize, cancellation);
        tokenizer.Save(Path.Combine(folder.Path, "tokenizer"));

        var summary = new MovieLensSummary(
            users.Count, kept.Length, users.Count - kept.Length, heldOut.Count, users.Sum(u => u.Ratings.Count), users.Sum(u => u.Tags.Count), emptyTags,
            pairs.Count(p => p.Split == DataSplit.Train), pairs.Count(p => p.Split == DataSplit.HeldOut), tokenizer.VocabularySize);
        DataManifest.Write(folder.Path, "movielens", command, options.Seed, LicenceNote, JsonSerializer.SerializeToNode(summary, DataManifest.JsonOptions)!);
        folder.Commit();
        return summary;
    }

    private static PairLine Pair(
        MovieLensUser user, UserProfile profile, Audience audience, MovieLensOptions options, DataSplit split)
    {
        var random = SeededRandom.For(options.Seed, $"{profile.Id}@{profile.AsOf.ToUnixTimeSeconds()}");
        var answer = MovieLensAnswer.Render(MovieLensProfile.Divide(user, profile.AsOf).Future, profile.AsOf, audience, random);
        return new PairLine(
            answer, profile.Id, PromptTemplate.Render(profile, budget: ModalityBudget.Each(RenderedEvents)), Source: Source, Split: split);
    }

    private static IEnumerable<DateTimeOffset> Spread(List<DateTimeOffset> dates, int most) =>
        dates.Count <= most ? dates : Enumerable.Range(0, most).Select(i => dates[(int)((i + 0.5) * dates.Count / most)]);

    private static HashSet<int> ChooseHeldOut(int[] ids, MovieLensOptions options, string source)
    {
        var count = Math.Min(options.HeldOutUsers, ids.Length / 3);
        if (count < 1)
        {
            throw new BadInputException(
                $"{ids.Length} users have {options.LeastHistory} ratings before and {options.LeastFuture} after some moment; at least 3 are needed.", source,
                remedy: "Use a larger MovieLens data set.");
        }

        SeededRandom.For(options.Seed, "held-out").Shuffle<int>(ids);
        return [.. ids.Take(count)];
    }
}

/// <summary>What an import made.</summary>
/// <param name="UsersRead">People in the files.</param>
/// <param name="UsersKept">People with enough history and future.</param>
/// <param name="UsersLeftOut">People without.</param>
/// <param name="UsersHeldOut">Kept people of whom nothing is trained on.</param>
/// <param name="RatingsRead">Rows of ratings.csv.</param>
/// <param name="TagsRead">Rows of tags.csv by people who also rate.</param>
/// <param name="EmptyTags">Rows of tags.csv without a tag, which were left out.</param>
/// <param name="TrainPairs">Pairs to train on.</param>
/// <param name="HeldOutPairs">Pairs to measure on, one per held-out person.</param>
/// <param name="VocabularySize">Tokens of the tokenizer.</param>
public sealed record MovieLensSummary(
    int UsersRead,
    int UsersKept,
    int UsersLeftOut,
    int UsersHeldOut,
    int RatingsRead,
    int TagsRead,
    int EmptyTags,
    int TrainPairs,
    int HeldOutPairs,
    int VocabularySize);
