using System.Globalization;
using Ggsm.Synthesis.World;
using Ggsm.Users;

namespace Ggsm.Synthesis;

/// <summary>
/// Writes the files of a data folder from users that come in batches: <c>users.jsonl</c>, <c>pairs.jsonl</c> (stream 1),
/// <c>truth.jsonl</c> where the truth is known, and <c>tokenizer/</c>. Batches are made and written out by several threads
/// at once and land in their order; memory does not grow with the number of users.
/// </summary>
internal static class UserFolder
{
    public const string UsersFileName = "users.jsonl";
    public const string PairsFileName = "pairs.jsonl";
    public const string TruthFileName = "truth.jsonl";

    /// <summary>A tokenizer is trained on the texts of about so many users: whole batches until there are as many.</summary>
    public const int TokenizerUsers = 500;

    private const int ProgressEvery = 5000;

    /// <param name="folder">An existing folder.</param>
    /// <param name="items">One for each batch, in order.</param>
    /// <param name="make">Makes a batch; called by several threads at once.</param>
    /// <param name="options">The pairs.</param>
    /// <param name="seen">Called for each batch in order, by one thread.</param>
    /// <param name="hasTruth">Whether the batches know the truth.</param>
    /// <param name="progress">Told how many users have been written.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="BadInputException">One side of the hold-out has no pair.</exception>
    public static FolderCounts Write<TItem>(
        string folder, IEnumerable<TItem> items, Func<TItem, UserBatch> make, TrajectoryOptions options, Action<UserBatch>? seen = null,
        bool hasTruth = false, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        options.Validate();
        long users = 0, events = 0, train = 0, heldOut = 0;
        var texts = new List<string>();
        void WriteAll(Stream userStream, Stream pairStream, Stream? truthStream)
        {
            foreach (var rendered in OrderedParallel.Select(items, item => Render(make(item), options), cancellation))
            {
                userStream.Write(rendered.Users);
                pairStream.Write(rendered.Pairs);
                truthStream?.Write(rendered.Truths);
                events += rendered.Events;
                train += rendered.TrainPairs;
                heldOut += rendered.HeldOutPairs;
                if (users < TokenizerUsers)
                    texts.AddRange(TokenizerTexts(rendered.Batch, options));
                seen?.Invoke(rendered.Batch);
                var before = users;
                users += rendered.Batch.Users.Count;
                if (users / ProgressEvery > before / ProgressEvery)
                    progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{users:N0} users written"));
            }
        }

        AtomicFile.Write(Path.Combine(folder, UsersFileName), userStream =>
            AtomicFile.Write(Path.Combine(folder, PairsFileName), pairStream =>
            {
                if (hasTruth)
                    AtomicFile.Write(Path.Combine(folder, TruthFileName), truthStream => WriteAll(userStream, pairStream, truthStream));
                else
                    WriteAll(userStream, pairStream, null);
            }));
        if (train == 0 || heldOut == 0)
        {
            throw new BadInputException(
                string.Create(CultureInfo.InvariantCulture, $"{users} users give {train} pairs to train on and {heldOut} held out: both sides need some."), field: "users",
                remedy: "Give more users with events on both sides of the as-of date.");
        }

        progress?.Report("training the tokenizer");
        var tokenizer = BpeTrainer.Train(texts, cancellation: cancellation);
        tokenizer.Save(Path.Combine(folder, "tokenizer"));
        return new FolderCounts(users, events, train, heldOut, tokenizer.VocabularySize);
    }

    /// <summary>The texts of training users that a tokenizer is trained on.</summary>
    public static IEnumerable<string> TokenizerTexts(UserBatch batch, TrajectoryOptions options) =>
        batch.Users.Where((_, i) => Trajectories.SideOf(batch.First + i, options) == DataSplit.Train)
            .SelectMany(u => Trajectories.PairsOf(u, DataSplit.Train, options).Select(p => p.Answer).Append(PromptTemplate.Render(u, options.Instruction)));

    private static Rendered Render(UserBatch batch, TrajectoryOptions options)
    {
        using var users = new MemoryStream();
        using var pairs = new MemoryStream();
        using var truths = new MemoryStream();
        UsersFile.Write(users, batch.Users);
        var written = PairsOf(batch, options).ToArray();
        PairsFile.Write(pairs, written);
        if (batch.Truths is { } known)
            TruthFile.Write(truths, known.Zip(batch.Users));
        var heldOut = written.Count(p => p.Split == DataSplit.HeldOut);
        return new Rendered(
            batch, users.ToArray(), pairs.ToArray(), truths.ToArray(), batch.Users.Sum(u => u.History.Count + u.Future.Count),
            written.Length - heldOut, heldOut);
    }

    private static IEnumerable<PairLine> PairsOf(UserBatch batch, TrajectoryOptions options) =>
        batch.Users.SelectMany((user, i) => Trajectories.PairsOf(user, Trajectories.SideOf(batch.First + i, options), options));

    private sealed record Rendered(UserBatch Batch, byte[] Users, byte[] Pairs, byte[] Truths, long Events, int TrainPairs, int HeldOutPairs);
}
