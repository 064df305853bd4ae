using System.Globalization;
using Ggsm.Users;

namespace Ggsm.Synthesis;

/// <summary>Writes a data folder of generated users: users, behavioural pairs, tokenizer, and a README saying how it was made.</summary>
public static class SampleFolder
{
    private const string Source = "behavior";
    private const int AnswersPerTrainUser = 4;
    private const int ActionsPerAnswer = 10;
    private const double HeldOutShare = 0.25;
    private const int LeastUsers = 8;

    /// <summary>Makes the folder; the same users and seed give the same bytes on any machine.</summary>
    /// <param name="target">A new folder; it appears whole or not at all.</param>
    /// <param name="users">How many users.</param>
    /// <param name="seed">The seed of users, hold-out and samples.</param>
    /// <param name="cancellation">Stops; nothing is left behind.</param>
    /// <exception cref="BadInputException">Too few users, or the target cannot be written.</exception>
    public static SampleSummary Write(string target, int users, ulong seed, CancellationToken cancellation = default)
    {
        if (users < LeastUsers)
        {
            throw new BadInputException($"{users} users are too few to hold some out.", field: "users",
                remedy: string.Create(CultureInfo.InvariantCulture, $"Ask for {LeastUsers} or more."));
        }

        using var folder = AtomicFolder.Create(target);
        var profiles = BehaviorGenerator.Generate(users, seed).ToArray();
        var heldOut = ChooseHeldOut(profiles, seed);
        var pairs = profiles.SelectMany(p => PairsOf(p, heldOut.Contains(p.Id), seed)).ToArray();
        cancellation.ThrowIfCancellationRequested();

        AtomicFile.Write(Path.Combine(folder.Path, "users.jsonl"), stream => UsersFile.Write(stream, profiles));
        AtomicFile.Write(Path.Combine(folder.Path, "pairs.jsonl"), stream => PairsFile.Write(stream, pairs));
        var tokenizer = BpeTrainer.TrainFrom(folder.Path, cancellation: cancellation);
        tokenizer.Save(Path.Combine(folder.Path, "tokenizer"));

        var summary = new SampleSummary(
            users, profiles.Sum(p => p.History.Count + p.Future.Count),
            pairs.Count(p => p.Split == DataSplit.Train), pairs.Count(p => p.Split == DataSplit.HeldOut), tokenizer.VocabularySize,
            BehaviorGenerator.Tasks.ToDictionary(t => t, t => profiles.Average(p => p.Labels[t])));
        AtomicFile.WriteText(Path.Combine(folder.Path, "README.md"), Readme(summary, seed));
        folder.Commit();
        return summary;
    }

    private static HashSet<string> ChooseHeldOut(UserProfile[] profiles, ulong seed)
    {
        string[] ids = [.. profiles.Select(p => p.Id)];
        SeededRandom.For(seed, "held-out").Shuffle<string>(ids);
        return [.. ids.Take((int)(HeldOutShare * ids.Length))];
    }

    private static IEnumerable<PairLine> PairsOf(UserProfile profile, bool heldOut, ulong seed)
    {
        var actions = FutureSignal.Aggregate(profile);
        for (var i = 0; i < (heldOut ? 1 : AnswersPerTrainUser); i++)
        {
            var sample = FutureSignal.Sample(actions, ActionsPerAnswer, SeededRandom.For(seed, $"answer {i} of {profile.Id}"));
            yield return new PairLine(
                FutureSignal.Render(sample), profile.Id, Source: Source, Split: heldOut ? DataSplit.HeldOut : DataSplit.Train);
        }
    }

    private static string Readme(SampleSummary summary, ulong seed)
    {
        var rates = string.Join(", ", summary.PositiveRates.Select(r => string.Create(CultureInfo.InvariantCulture, $"`{r.Key}` {r.Value:P0}")));
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Sample users

            {summary.Users} people who do not exist, made by the workbook's behaviour generator. Licence: CC0 1.0
            (https://creativecommons.org/publicdomain/zero/1.0/): do with them what you like.

            | File | What |
            |---|---|
            | `users.jsonl` | {summary.Users} users with {summary.Events} events: 90 days before the as-of date, the month after it as `future`, and labels of two tasks ({rates} positive) |
            | `pairs.jsonl` | {summary.TrainPairs} pairs to train on and {summary.HeldOutPairs} held out, one for each held-out user; answers are aggregated samples of the future |
            | `tokenizer/` | byte-level BPE with {summary.VocabularySize} tokens, trained on the training pairs, in Hugging Face layout |

            All of it was made by, and is byte for byte the same again after:

            ```
            ./workbook data sample --users {summary.Users} --seed {seed} --out data-samples
            ```

            The tokenizer alone: `./workbook data tokenizer --out DIR --from data-samples`.

            """);
    }
}
