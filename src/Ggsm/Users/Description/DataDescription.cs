using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ggsm.Users.Description;

/// <summary>What a data folder holds, in figures.</summary>
/// <param name="Users">The users, when there is a <c>users.jsonl</c>.</param>
/// <param name="Pairs">The pairs, when there is a <c>pairs.jsonl</c>.</param>
public sealed record DataDescription(UserFigures? Users, PairFigures? Pairs)
{
    private const int BatchSize = 64;
    /// <summary>Of so many users the prompts are counted in tokens.</summary>
    internal const int TokenizedUsers = 1000;
    private const int ProgressEvery = 100_000;

    /// <summary>Reads a folder (or one of its two files) from end to end, line by line and by several threads: memory does not grow with the files.</summary>
    /// <param name="path">A data folder, or a file whose name says <c>pairs</c> or <c>users</c>.</param>
    /// <param name="progress">Told how far the reading is.</param>
    /// <param name="cancellation">Stops between batches of lines.</param>
    /// <exception cref="BadInputException">There is nothing to describe, or a line is malformed: names file, line and field.</exception>
    public static DataDescription Of(string path, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        var isFolder = Directory.Exists(path);
        var isPairs = !isFolder && Path.GetFileName(path).Contains("pairs", StringComparison.OrdinalIgnoreCase);
        var usersFile = isFolder ? Path.Combine(path, "users.jsonl") : isPairs ? null : path;
        var pairsFile = isFolder ? Path.Combine(path, "pairs.jsonl") : isPairs ? path : null;
        if (isFolder && !File.Exists(usersFile) && !File.Exists(pairsFile))
            throw new BadInputException("the folder holds neither users.jsonl nor pairs.jsonl.", path, remedy: "Name a data folder, as the data commands make them.");

        DataManifest.RefuseNewer(usersFile ?? pairsFile!);
        var tokenizerFolder = Path.Combine(path, "tokenizer");
        var tokenizer = isFolder && Directory.Exists(tokenizerFolder) ? UserTokenizer.Load(tokenizerFolder) : null;
        return new DataDescription(
            usersFile is null || (isFolder && !File.Exists(usersFile)) ? null : DescribeUsers(usersFile, tokenizer, progress, cancellation),
            pairsFile is null || (isFolder && !File.Exists(pairsFile)) ? null : DescribePairs(pairsFile, progress, cancellation));
    }

    /// <summary>The figures with snake_case names.</summary>
    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, DataManifest.JsonOptions)!.AsObject();

    private static UserFigures DescribeUsers(string path, UserTokenizer? tokenizer, IProgress<string>? progress, CancellationToken cancellation)
    {
        var sum = new UserTally();
        foreach (var part in OrderedParallel.Select(Batches(path, "users", progress), batch => TallyUsers(batch, path, tokenizer), cancellation))
            sum.Add(part);
        return sum.Result() ?? throw new BadInputException("the file holds no users.", path);
    }

    private static UserTally TallyUsers(Batch batch, string path, UserTokenizer? tokenizer)
    {
        var tally = new UserTally();
        for (var i = 0; i < batch.Lines.Length; i++)
        {
            var (number, text) = batch.Lines[i];
            tally.Add(UsersFile.Parse(text, path, number), batch.First + i < TokenizedUsers ? tokenizer : null);
        }

        return tally;
    }

    private static PairFigures DescribePairs(string path, IProgress<string>? progress, CancellationToken cancellation)
    {
        var sum = new PairTally();
        foreach (var part in OrderedParallel.Select(Batches(path, "pairs", progress), batch => TallyPairs(batch, path), cancellation))
            sum.Add(part);
        return sum.Result() ?? throw new BadInputException("the file holds no pairs.", path);
    }

    private static PairTally TallyPairs(Batch batch, string path)
    {
        var tally = new PairTally();
        foreach (var (number, text) in batch.Lines)
            tally.Add(PairsFile.Parse(text, path, number));
        return tally;
    }

    private static IEnumerable<Batch> Batches(string path, string what, IProgress<string>? progress)
    {
        var read = 0L;
        foreach (var lines in TextLines.Read(path).Chunk(BatchSize))
        {
            yield return new Batch(read, lines);
            read += lines.Length;
            if (read / ProgressEvery > (read - lines.Length) / ProgressEvery)
                progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{read:N0} {what} read"));
        }
    }

    private sealed record Batch(long First, (long Number, string Text)[] Lines);
}

/// <summary>What a users file holds.</summary>
/// <param name="Users">Users.</param>
/// <param name="FirstAsOf">The earliest as-of date.</param>
/// <param name="LastAsOf">The latest as-of date.</param>
/// <param name="HistoryEvents">Events of a user's history, all modalities.</param>
/// <param name="FutureEvents">Events of a user's future.</param>
/// <param name="TabularFacts">Tabular facts of a user.</param>
/// <param name="PromptTokens">Tokens of the rendered history of the first 1,000 users, uncut; null without a tokenizer.</param>
/// <param name="Modalities">By modality.</param>
/// <param name="WeekdayShares">The share of history events on each day of the week.</param>
/// <param name="Labels">By label.</param>
public sealed record UserFigures(
    long Users, DateTimeOffset FirstAsOf, DateTimeOffset LastAsOf, Lengths HistoryEvents, Lengths FutureEvents, Lengths TabularFacts, Lengths? PromptTokens,
    IReadOnlyDictionary<string, ModalityFigures> Modalities, IReadOnlyDictionary<string, double> WeekdayShares, IReadOnlyDictionary<string, LabelFigures> Labels);

/// <summary>What one modality holds over all users.</summary>
/// <param name="HistoryEvents">Events before the as-of dates.</param>
/// <param name="FutureEvents">Events from them on.</param>
/// <param name="EventsPerUser">The mean of the history.</param>
/// <param name="EventsPerWeek">The history's events per week of a user, from the user's first event of any modality to the as-of date.</param>
/// <param name="ShareOfUsers">The share of users with at least one event of history.</param>
public sealed record ModalityFigures(long HistoryEvents, long FutureEvents, double EventsPerUser, double EventsPerWeek, double ShareOfUsers);

/// <summary>The balance of one label.</summary>
/// <param name="Known">Users who have it.</param>
/// <param name="Positive">Those for whom it is 1.</param>
/// <param name="PositiveRate">The share of these.</param>
public sealed record LabelFigures(long Known, long Positive, double PositiveRate);

/// <summary>What a pairs file holds.</summary>
/// <param name="Pairs">Pairs.</param>
/// <param name="Splits">Pairs of each side of the hold-out; <c>unsplit</c> leaves it to the loader.</param>
/// <param name="Sources">Pairs of each source; <c>unnamed</c> where none is given.</param>
/// <param name="WithInstruction">Pairs with an instruction.</param>
/// <param name="AnswerWords">Words of the answers.</param>
/// <param name="Difficulty">How difficult they are, where that is known.</param>
public sealed record PairFigures(
    long Pairs, IReadOnlyDictionary<string, long> Splits, IReadOnlyDictionary<string, long> Sources, long WithInstruction, Lengths AnswerWords,
    DifficultyFigures? Difficulty);

/// <summary>How difficult pairs are: 1 - cos(query, answer), 0 to 2.</summary>
/// <param name="Known">Pairs that state it.</param>
/// <param name="Mean">The mean.</param>
/// <param name="BinWidth">The width of the histogram's bins, from 0 on.</param>
/// <param name="Histogram">Pairs in each bin; what lies outside 0 to 2 counts in the nearest.</param>
public sealed record DifficultyFigures(long Known, double Mean, double BinWidth, IReadOnlyList<long> Histogram);
