using System.Runtime.CompilerServices;
using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer;

/// <summary>
/// The query-answer stream in its four steps (GG-SM, data section): (1) the most relevant scenarios of each user and a
/// calibration set written from them, (2) its difficulty and the threshold of the hard pairs, (3) the rules these have in
/// common, (4) the scaled synthesis by those rules, every draft compared with the profile.
/// </summary>
public sealed class QueryAnswerSynthesis
{
    private const int PairsMeasuredAtOnce = 32;

    private readonly IPairWriter writer;
    private readonly ITextEmbedder embedder;
    private readonly ScenarioPool pool;
    private readonly QueryAnswerOptions options;

    /// <param name="writer">Who writes.</param>
    /// <param name="embedder">Who measures difficulty.</param>
    /// <param name="pool">The scenarios.</param>
    /// <param name="options">Sizes.</param>
    /// <exception cref="BadInputException">A size is not positive.</exception>
    public QueryAnswerSynthesis(IPairWriter writer, ITextEmbedder embedder, ScenarioPool pool, QueryAnswerOptions options)
    {
        options.Validate();
        this.writer = writer;
        this.embedder = embedder;
        this.pool = pool;
        this.options = options;
    }

    /// <summary>How many users the calibration set takes, out of so many.</summary>
    public int CalibrationUsers(int users) =>
        Math.Min(users, (options.CalibrationPairs + options.ScenariosPerUser - 1) / options.ScenariosPerUser);

    /// <summary>Steps 1 to 3 on a sample of users.</summary>
    /// <param name="users">The sample, <see cref="CalibrationUsers"/> of them; with fewer, each gets more pairs.</param>
    /// <param name="progress">Told after every user.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="BadInputException">Not one pair could be written.</exception>
    public async Task<Calibration> CalibrateAsync(
        IReadOnlyList<UserProfile> users, IProgress<QueryAnswerProgress>? progress = null, CancellationToken cancellation = default)
    {
        var relevance = ScenarioRelevance.Measure(pool, users);
        var rejected = new Rejections();
        var written = new List<(UserProfile User, Scenario Scenario, Draft Draft)>();
        var quotas = users.Select((user, i) => (user, Share(options.CalibrationPairs, users.Count, i)));
        await foreach (var outcome in EachUserAsync(quotas, relevance, [], review: false, cancellation).ConfigureAwait(false))
        {
            written.AddRange(outcome.Pairs.Select(p => (p.User, p.Scenario, p.Draft)));
            outcome.Rejected.ForEach(rejected.Add);
            progress?.Report(new QueryAnswerProgress("calibration", written.Count, options.CalibrationPairs));
        }

        if (written.Count == 0)
        {
            throw new BadInputException($"not one pair could be written about {users.Count} users ({string.Join(", ", rejected.Counts.Keys)}).",
                remedy: "Look at the users' histories and at the scenarios' keywords.");
        }

        var difficulties = await Difficulty.MeasureAsync(
            embedder, [.. written.Select(w => (w.User, w.Draft.Question, w.Draft.Answer))], cancellation).ConfigureAwait(false);
        ProbedPair[] pairs = [.. written.Zip(difficulties, (w, d) => new ProbedPair(w.User.Id, w.Scenario.Id, w.Draft, d))];
        var threshold = options.Filter.Resolve(difficulties);
        var histogram = new DifficultyHistogram();
        foreach (var difficulty in difficulties)
            histogram.Add(difficulty);

        ProbedPair[] hard = [.. pairs.Where(p => p.Difficulty >= threshold).OrderByDescending(p => p.Difficulty)];
        ProbedPair[] easy = [.. pairs.Where(p => p.Difficulty < threshold).OrderBy(p => p.Difficulty)];
        var rules = hard.Length > 0 && easy.Length > 0 ? await writer.FindRulesAsync(hard, easy, cancellation).ConfigureAwait(false) : [];
        return new Calibration(pairs, threshold, histogram, rules, relevance, rejected);
    }

    /// <summary>Step 4, as a stream: memory does not grow with the number of users.</summary>
    /// <param name="users">All users, and how many there are.</param>
    /// <param name="count">How many users.</param>
    /// <param name="calibration">What steps 1 to 3 found.</param>
    /// <param name="result">Counts; complete once the stream has ended.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Stops.</param>
    public async IAsyncEnumerable<ScaledPair> ScaleAsync(
        IEnumerable<UserProfile> users, int count, Calibration calibration, ScalingResult result,
        IProgress<QueryAnswerProgress>? progress = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var quotas = users.Select((user, i) => (user, Share(options.Pairs, count, i))).Where(q => q.Item2 > 0);
        var waiting = new List<Reviewed>();
        await foreach (var outcome in EachUserAsync(quotas, calibration.Relevance, calibration.Rules, review: true, cancellation).ConfigureAwait(false))
        {
            outcome.Rejected.ForEach(result.Rejected.Add);
            waiting.AddRange(outcome.Pairs);
            while (waiting.Count >= PairsMeasuredAtOnce)
            {
                foreach (var pair in await MeasureAsync(waiting[..PairsMeasuredAtOnce]).ConfigureAwait(false))
                    yield return pair;
                waiting.RemoveRange(0, PairsMeasuredAtOnce);
            }
        }

        foreach (var pair in await MeasureAsync(waiting).ConfigureAwait(false))
            yield return pair;

        async Task<List<ScaledPair>> MeasureAsync(List<Reviewed> reviewed)
        {
            var difficulties = await Difficulty.MeasureAsync(
                embedder, [.. reviewed.Select(r => (r.User, r.Draft.Question, r.Answer))], cancellation).ConfigureAwait(false);
            var kept = new List<ScaledPair>();
            foreach (var (pair, difficulty) in reviewed.Zip(difficulties))
            {
                var isHard = difficulty >= calibration.Threshold;
                if (options.HardOnly && !isHard)
                {
                    result.Rejected.Add(new Rejection("too easy", pair.Draft.Question));
                    continue;
                }

                kept.Add(new ScaledPair(pair.User, pair.Scenario, pair.Draft, pair.Answer, difficulty));
                result.Kept++;
                result.Rewritten += kept[^1].IsRewritten ? 1 : 0;
                result.Hard += isHard ? 1 : 0;
                result.Histogram.Add(difficulty);
            }

            progress?.Report(new QueryAnswerProgress("synthesis", result.Kept, options.Pairs));
            return kept;
        }
    }

    /// <summary>What falls to one of several when a whole is spread evenly over them.</summary>
    private static int Share(int whole, int parts, int index) =>
        (int)(((long)(index + 1) * whole / parts) - ((long)index * whole / parts));

    /// <summary>Works on several users at once and hands them out in order; what has begun is ended before a fault goes on.</summary>
    private async IAsyncEnumerable<UserOutcome> EachUserAsync(
        IEnumerable<(UserProfile User, int Quota)> users, ScenarioRelevance relevance, IReadOnlyList<HardRule> rules, bool review,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var begun = new Queue<Task<UserOutcome>>();
        try
        {
            foreach (var (user, quota) in users)
            {
                cancellation.ThrowIfCancellationRequested();
                begun.Enqueue(WriteAboutAsync(user, quota, relevance, rules, review, cancellation));
                if (begun.Count >= writer.Concurrency)
                    yield return await begun.Dequeue().ConfigureAwait(false);
            }

            while (begun.Count > 0)
                yield return await begun.Dequeue().ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAll(begun.Select(t => (Task)t)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<UserOutcome> WriteAboutAsync(
        UserProfile user, int quota, ScenarioRelevance relevance, IReadOnlyList<HardRule> rules, bool review, CancellationToken cancellation)
    {
        var outcome = new UserOutcome([], []);
        IReadOnlyList<Scenario> scenarios;
        try
        {
            scenarios = await writer.ChooseScenariosAsync(user, relevance, options.ScenariosPerUser, cancellation).ConfigureAwait(false);
        }
        catch (UnusableReplyException e)
        {
            outcome.Rejected.Add(new Rejection("no scenarios: unusable reply", e.Message));
            return outcome;
        }

        if (scenarios.Count == 0)
        {
            outcome.Rejected.Add(new Rejection("no scenario fits", $"user {user.Id} with {user.History.Count} events"));
            return outcome;
        }

        var asked = new List<string>();
        for (var pair = 0; pair < quota; pair++)
        {
            for (var attempt = 0; attempt < options.Attempts; attempt++)
            {
                var task = new WritingTask(user, scenarios[pair % scenarios.Count], (pair / scenarios.Count * options.Attempts) + attempt, rules, [.. asked]);
                if (await TryAsync(task, review, asked, outcome, cancellation).ConfigureAwait(false))
                    break;
            }
        }

        return outcome;
    }

    private async Task<bool> TryAsync(WritingTask task, bool review, List<string> asked, UserOutcome outcome, CancellationToken cancellation)
    {
        bool Reject(string reason, string detail)
        {
            outcome.Rejected.Add(new Rejection(reason, detail));
            return false;
        }

        try
        {
            var draft = await writer.WriteAsync(task, cancellation).ConfigureAwait(false);
            if (asked.Contains(draft.Question))
                return Reject("duplicate question", draft.Question);
            if (DraftCheck.FaultOf(task.User, draft.Question, draft.Answer) is { } fault)
                return Reject(fault, $"\"{draft.Question}\": {draft.Answer}");
            asked.Add(draft.Question);
            var verdict = review ? await writer.ReviewAsync(task.User, draft, cancellation).ConfigureAwait(false) : new Review(draft.Answer);
            if (verdict.Answer is not { } answer)
                return Reject(verdict.Reason ?? "contradiction", verdict.Detail ?? draft.Question);
            if (DraftCheck.FaultOf(task.User, draft.Question, answer) is { } rewrittenFault)
                return Reject(rewrittenFault, $"\"{draft.Question}\": {answer}");
            outcome.Pairs.Add(new Reviewed(task.User, task.Scenario, draft, answer));
            return true;
        }
        catch (UnusableReplyException e)
        {
            return Reject("unusable reply", e.Message);
        }
    }

    private sealed record Reviewed(UserProfile User, Scenario Scenario, Draft Draft, string Answer);

    private sealed record UserOutcome(List<Reviewed> Pairs, List<Rejection> Rejected);
}

/// <summary>How far a synthesis is.</summary>
/// <param name="Stage">What is being done, such as <c>calibration</c>.</param>
/// <param name="Done">Pairs done of this stage.</param>
/// <param name="Total">Pairs of this stage.</param>
public sealed record QueryAnswerProgress(string Stage, int Done, int Total);
