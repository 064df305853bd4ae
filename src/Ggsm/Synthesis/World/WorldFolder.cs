using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ggsm.Users;

namespace Ggsm.Synthesis.World;

/// <summary>Writes a data folder of generated users with its known truth: what <c>data synthesize</c> does.</summary>
public static class WorldFolder
{
    internal const string TruthFileName = "truth.json";

    /// <summary>From so many plans a contract on the masks were measured to differ; between 1 and this nothing was measured.</summary>
    private const int ManyPlans = 4;
    private const string Licence = "CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/)";

    /// <summary>Makes the folder; the same options give the same bytes on any machine, and memory does not grow with the users.</summary>
    /// <param name="target">A new folder; it appears whole or not at all.</param>
    /// <param name="users">How many users, two or more.</param>
    /// <param name="world">The users.</param>
    /// <param name="pairs">Stream 1.</param>
    /// <param name="command">The command to note.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Stops; nothing is left behind.</param>
    /// <exception cref="BadInputException">An option is out of range, or the target cannot be written.</exception>
    public static SynthesisSummary Write(
        string target, long users, WorldOptions world, TrajectoryOptions pairs, string? command = null,
        IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        if (users < 2)
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{users} users are too few to hold some out."), field: "users", remedy: "Ask for 2 or more.");
        pairs.Validate();
        var generator = new WorldGenerator(world);
        var report = new TruthReport(world);
        using var folder = AtomicFolder.Create(target);
        var counts = UserFolder.Write(
            folder.Path, WorldGenerator.Batches(users), first => generator.MakeBatch(first, users), pairs,
            batch => Report(report, batch), hasTruth: true, progress, cancellation);
        var summary = new SynthesisSummary(counts, report.Tasks);

        var tasks = summary.Tasks.Select(t => Describe(t, world)).ToArray();
        AtomicFile.WriteText(Path.Combine(folder.Path, TruthFileName), new JsonObject
        {
            ["forward"] = world.Forward,
            ["plans"] = world.Plans,
            ["control"] = world.Control.ToString().ToLowerInvariant(),
            ["expected"] = Expectation(world),
            ["tasks"] = new JsonArray(tasks),
        }.ToJsonString(DataManifest.JsonOptions) + "\n");
        DataManifest.Write(folder.Path, "synthesized", command, world.Seed, Licence, JsonSerializer.SerializeToNode(counts, DataManifest.JsonOptions)!);
        AtomicFile.WriteText(Path.Combine(folder.Path, "README.md"), Readme(summary, world, command));
        folder.Commit();
        return summary;
    }

    /// <summary>Which mask is expected to win on these data: what was measured of small decoders, and how far it reaches.</summary>
    public static string Expectation(WorldOptions world) => world switch
    {
        { Forward: 0 } => "A tie: everything that labels follow can be counted in any order.",
        { Control: ForwardControl.Shuffled } => "A tie: the order is dealt anew, so that no reader does better than order_free_auc.",
        { Control: ForwardControl.Latest } =>
            "Nearly a tie, as measured of small decoders (AUC 0.952 causal, 0.959 bidirectional, one seed): the latest plan of each contract counts, and a causal decoder answers at the later event.",
        { Control: ForwardControl.First } =>
            "Causal masks, as measured of small decoders (AUC 0.992 causal, 0.959 bidirectional, one seed): the first plan of each contract counts, and a causal mask tells the order for nothing.",
        { Plans: < ManyPlans } =>
            "A tie, as measured of small decoders (two layers, 64 wide, random weights, mean pooling, 2,400 steps of 64 pairs, dial 0.5, one seed): mean AUC of food, movie and transit 0.774 causal, 0.766 bidirectional, best possible 0.783. "
            + "Short runs see no order under any mask: habits are learnt first.",
        _ =>
            "Causal masks and those that open from closed are ahead, as measured of small decoders (two layers, 64 wide, random weights, mean pooling, 1,800 steps of 64 pairs, dial 0.7, four to seven plans, one seed): "
            + "mean AUC of food, movie and transit 0.759 causal, 0.747 opened linearly, 0.674 opened from half, 0.669 bidirectional. A causal mask tells the order for nothing; a bidirectional decoder has to find it first.",
    };

    private static void Report(TruthReport report, UserBatch batch)
    {
        foreach (var (truth, profile) in batch.Truths!.Zip(batch.Users))
            report.Add(truth, profile);
    }

    private static JsonObject Describe(TaskReport task, WorldOptions world)
    {
        var theme = Themes.Of(task.Task);
        return new JsonObject
        {
            ["task"] = task.Task,
            ["group"] = theme.Group,
            ["table2_auc"] = theme.TableAuc,
            ["positive_rate"] = task.PositiveRate,
            ["bayes_auc"] = Describe(task.Best),
            ["order_free_auc"] = Describe(task.OrderFree),
            ["link"] = new JsonObject
            {
                ["intercept"] = theme.Intercept,
                ["slope"] = theme.Slope,
                ["habit_weight"] = Math.Sqrt(1 - world.Forward),
                ["standing_weight"] = Math.Sqrt(world.Forward),
            },
        };
    }

    private static JsonObject? Describe(BayesAuc? auc) => auc is null ? null : new JsonObject
    {
        ["promised"] = auc.Promised,
        ["measured"] = auc.Measured,
        ["low"] = auc.Low,
        ["high"] = auc.High,
    };

    private static string Readme(SynthesisSummary summary, WorldOptions world, string? command)
    {
        var counts = summary.Counts;
        var table = new StringBuilder();
        foreach (var task in summary.Tasks)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {task.Task} | {task.PositiveRate:P0} | {Show(task.Best)} | {Show(task.OrderFree)} | {Themes.Of(task.Task).TableAuc:F3} |\n");
        }

        return string.Create(CultureInfo.InvariantCulture, $"""
            # Generated users with a known truth

            {counts.Users} people who do not exist, with {counts.Events} events of six modalities over 90 days and the month after.
            Licence: {Licence}: do with them what you like. The formats are described in `docs/data.md`.

            | File | What |
            |---|---|
            | `users.jsonl` | a user a line: history, `future`, `labels` |
            | `pairs.jsonl` | stream 1: {counts.TrainPairs} pairs to train on, {counts.HeldOutPairs} held out; answers are aggregated samples of the future |
            | `truth.jsonl` | what no model may see: traits, scores and probabilities of a user a line, and which events a later one turns round |
            | `truth.json` | how well each task can be answered at all, and which mask is expected to win |
            | `tokenizer/` | byte-level BPE, trained on the texts of training users |
            | `manifest.json` | command, seed, counts |

            The same bytes come out of the same command on any machine:

            ```
            {command}
            ```

            A label is drawn with probability logistic(intercept + slope · score), and
            score = sqrt(1 - f) · habit + sqrt(f) · standing with the dial f = {world.Forward}. The habit is counted in any order;
            the standing lies in the order alone (control: {world.Control.ToString().ToLowerInvariant()}; {world.Plans} to {world.Plans + 3} plans a contract). What is done in the month after has odds that follow
            the same score. Which mask is expected to win: {Expectation(world)}

            | Task | Positive | Best AUC (95% interval, all tasks at once) | Best AUC without the order | Paper's Table 2, GG-SM |
            |---|---|---|---|---|
            {table.ToString().TrimEnd()}

            """);
    }

    private static string Show(BayesAuc? auc) =>
        auc is null ? "one class only" : string.Create(CultureInfo.InvariantCulture, $"{auc.Measured:F3} ({auc.Low:F3} to {auc.High:F3}), promised {auc.Promised:F3}");
}
