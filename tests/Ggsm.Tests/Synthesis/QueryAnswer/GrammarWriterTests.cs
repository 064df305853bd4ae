using System.Globalization;
using System.Text.RegularExpressions;
using Ggsm.Synthesis.QueryAnswer;
using Ggsm.Synthesis.QueryAnswer.Grammar;
using Ggsm.Users;

namespace Ggsm.Tests.Synthesis.QueryAnswer;

public sealed class GrammarWriterTests
{
    private static readonly Scenario Everything = new("everything", "daily life", "All.", []);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_kept_answers_state_is_true_of_the_whole_profile()
    {
        var users = People.Make(40, events: 120).ToDictionary(u => u.Id);
        var checkedKinds = new HashSet<FactKind>();
        foreach (var (user, draft, answer) in await ReviewedAsync(users.Values))
        {
            foreach (var fact in draft.Facts)
            {
                // Counted anew here, from the profile alone.
                var events = user.History.Where(e => fact.Scope.Modality is null || e.Modality == fact.Scope.Modality)
                    .Where(e => fact.Scope.Scenario.Keywords.Count == 0
                        || e.Fields.Any(f => f.Text.Split(' ').Intersect(fact.Scope.Scenario.Keywords).Any())).ToArray();
                var values = events.Select(e => e.Field(fact.Field ?? "")?.Text).OfType<string>().CountBy(v => v).ToDictionary();
                var recent = events.Where(e => e.Time > People.AsOf.AddDays(-30)).ToArray();
                Assert.All(Truths(fact, events, recent, values), stated => Assert.Contains(stated, answer, StringComparison.OrdinalIgnoreCase));
                checkedKinds.Add(fact.Kind);
            }
        }

        Assert.Equal(Enum.GetValues<FactKind>(), checkedKinds.Order());
    }

    [Fact]
    public async Task An_answer_read_from_the_newest_events_gets_the_numbers_of_all_events_or_is_rejected()
    {
        var user = People.With([.. Enumerable.Range(0, 40).Select(i => People.Paid(i < 10 ? i + 1 : i + 21, i < 10 ? "jazz" : "opera", 10))]);
        var writer = new GrammarWriter(GrammarText.Shipped(), seed: 3, newestPerModality: 10);
        var reasons = new HashSet<string>();
        var rewritten = 0;
        for (var variation = 0; variation < 60; variation++)
        {
            var draft = await writer.WriteAsync(new WritingTask(user, Everything, variation, [], []), Cancellation);
            var review = await writer.ReviewAsync(user, draft, Cancellation);
            if (review.Reason is not null)
                reasons.Add(review.Reason);
            if (review.Answer is { } answer && draft.Facts[0].Kind == FactKind.Count && draft.Facts.Count == 1)
            {
                Assert.Contains("10", draft.Answer, StringComparison.Ordinal);
                Assert.Equal(draft.Answer.Replace("10", "40", StringComparison.Ordinal), answer);
                rewritten++;
            }
        }

        Assert.NotEqual(0, rewritten);
        Assert.Contains("contradiction: trend", reasons);
    }

    [Fact]
    public async Task Answers_about_a_person_known_by_heart_are_right()
    {
        var user = People.With(
            People.Paid(3, "noodles", 12), People.Paid(10, "noodles", 8), People.Paid(20, "noodles", 15), People.Paid(40, "sushi", 30),
            People.Paid(50, "curry", 5));
        var food = ScenarioPool.Shipped().Find("food")!;
        var writer = new GrammarWriter(GrammarText.Shipped(), seed: 1);
        var seen = new HashSet<FactKind>();
        for (var variation = 0; variation < 80; variation++)
        {
            var draft = await writer.WriteAsync(new WritingTask(user, food, variation, [], []), Cancellation);
            var expected = draft.Facts[0].Kind switch
            {
                FactKind.Count => "5",
                FactKind.Favourite => "noodles",
                FactKind.Total => "70",
                FactKind.Largest => "30",
                FactKind.Trend => "steady",
                FactKind.Recency => "3 days ago",
                FactKind.Variety => "3",
                FactKind.Fresh => "noodles",
                _ => "",
            };
            Assert.Contains(expected, draft.Answer, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotMatch(@"[{}|]", draft.Question + draft.Answer);
            seen.Add(draft.Facts[0].Kind);
        }

        Assert.Superset(new HashSet<FactKind> { FactKind.Count, FactKind.Favourite, FactKind.Total, FactKind.Largest, FactKind.Trend, FactKind.Recency, FactKind.Fresh }, seen);
    }

    [Fact]
    public void A_refund_is_no_payment_except_to_a_scenario_about_refunds()
    {
        UserEvent Refunded(double days) => People.Event(Modality.Bill, days, EventField.Of("merchant", "bistro"), EventField.Of("action", "refund"));
        UserEvent[] history = [People.Paid(5, "bistro", 10), Refunded(3), Refunded(2)];
        var refunds = new Scenario("refunds", "refunds", "Refunds.", ["refund"]);

        Assert.Equal(history[..1], new EventScope(Everything, Modality.Bill).Of(history));
        Assert.Equal(history, new EventScope(Everything, null).Of(history));
        Assert.Equal(history[1..], new EventScope(refunds, Modality.Bill).Of(history));
    }

    [Fact]
    public async Task Questions_and_answers_are_varied()
    {
        var pairs = await ReviewedAsync(People.Make(60));

        string Shape(string text) => Regex.Replace(text, @"\d+", "#");
        Assert.InRange(pairs.Select(p => p.Draft.Question).Distinct().Count(), 0.7 * pairs.Count, pairs.Count);
        Assert.InRange(pairs.Select(p => p.Answer).Distinct().Count(), 0.85 * pairs.Count, pairs.Count);
        Assert.InRange(pairs.Select(p => Shape(p.Draft.Question).Split(' ')[..3]).Select(w => string.Join(' ', w)).Distinct().Count(), 40, int.MaxValue);
    }

    [Fact]
    public async Task The_same_seed_writes_the_same_pair_and_another_seed_another()
    {
        var user = People.Make(1)[0];
        Task<Draft> Write(ulong seed) => new GrammarWriter(GrammarText.Shipped(), seed).WriteAsync(new WritingTask(user, Everything, 0, [], []), Cancellation);

        var (first, again, other) = (await Write(5), await Write(5), await Write(6));

        Assert.Equal((first.Question, first.Answer), (again.Question, again.Answer));
        Assert.NotEqual((first.Question, first.Answer), (other.Question, other.Answer));
    }

    [Fact]
    public async Task A_feature_that_only_hard_pairs_have_becomes_a_rule_and_is_written_more_often()
    {
        ProbedPair Pair(string feature, double difficulty) => new("u", "s", new Draft("q", "a") { Features = [feature] }, difficulty);
        var hard = Enumerable.Repeat(Pair("fact=rhythm", 0.9), 20).ToArray();
        var easy = Enumerable.Repeat(Pair("fact=count", 0.2), 40).ToArray();
        var writer = new GrammarWriter(GrammarText.Shipped(), seed: 2);

        var rule = Assert.Single(await writer.FindRulesAsync(hard, easy, Cancellation));

        Assert.Equal("fact=rhythm", rule.Feature);
        Assert.Contains("rhythm", rule.Text, StringComparison.Ordinal);
        Assert.InRange(rule.Lift, 2, 3);
        async Task<int> Rhythms(IReadOnlyList<HardRule> rules)
        {
            var count = 0;
            foreach (var user in People.Make(150))
                count += (await writer.WriteAsync(new WritingTask(user, Everything, 0, rules, []), Cancellation)).Facts[0].Kind == FactKind.Rhythm ? 1 : 0;
            return count;
        }

        Assert.InRange(await Rhythms([rule]), 1.5 * await Rhythms([]), 150);
    }

    private static async Task<List<(UserProfile User, Draft Draft, string Answer)>> ReviewedAsync(IEnumerable<UserProfile> users)
    {
        var writer = new GrammarWriter(GrammarText.Shipped(), seed: 7);
        var reviewed = new List<(UserProfile, Draft, string)>();
        var relevance = ScenarioRelevance.Measure(ScenarioPool.Shipped(), users);
        foreach (var user in users)
        {
            foreach (var scenario in await writer.ChooseScenariosAsync(user, relevance, 8, Cancellation))
            {
                var draft = await writer.WriteAsync(new WritingTask(user, scenario, 0, [], []), Cancellation);
                if ((await writer.ReviewAsync(user, draft, Cancellation)).Answer is { } answer)
                    reviewed.Add((user, draft, answer));
            }
        }

        return reviewed;
    }

    /// <summary>What an answer that states a fact of this kind must contain.</summary>
    private static IEnumerable<string> Truths(Fact fact, UserEvent[] events, UserEvent[] recent, Dictionary<string, int> values)
    {
        string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
        var ranked = values.OrderByDescending(v => v.Value).ToArray();
        IEnumerable<double> amounts = events.Select(e => e.Field("amount")?.Number).OfType<double>();
        return fact.Kind switch
        {
            FactKind.Count => [events.Length > 2 ? Number(events.Length) : ""],
            FactKind.Favourite => [ranked[0].Key],
            FactKind.Total => [Number(amounts.Sum())],
            FactKind.Largest => [Number(amounts.Max())],
            FactKind.Trend => [TrendOf(recent.Length, events.Count(e => e.Time > People.AsOf.AddDays(-60)) - recent.Length)],
            FactKind.Recency => [DaysAgo((int)(People.AsOf - events.Max(e => e.Time)).TotalDays)],
            FactKind.Rhythm => [WeekendRhythm(events)],
            FactKind.Daypart => [events.CountBy(e => e.Time.Hour switch { >= 5 and < 12 => "morning", >= 12 and < 18 => "afternoon", >= 18 and < 23 => "evening", _ => "night" }).MaxBy(p => p.Value).Key],
            FactKind.Variety => [Number(values.Count)],
            FactKind.Fresh => [values.Where(v => v.Value > 1 && events.Where(e => e.Field(fact.Field!)?.Text == v.Key).All(recent.Contains)).MaxBy(v => v.Value).Key],
            FactKind.Faded => [values.Where(v => v.Value > 1 && !recent.Any(e => e.Field(fact.Field!)?.Text == v.Key)).MaxBy(v => v.Value).Key],
            FactKind.Comparison => [ranked[0].Key, ranked[1].Key],
            _ => throw new ArgumentOutOfRangeException(nameof(fact)),
        };
    }

    private static string DaysAgo(int days) => days == 0 ? "today" : days == 1 ? "yesterday" : $"{days} days ago";

    private static string TrendOf(int recent, int before) =>
        recent - before >= 2 && recent >= 1.5 * before ? "rising" : before - recent >= 2 && before >= 1.5 * recent ? "falling" : "steady";

    private static string WeekendRhythm(UserEvent[] events)
    {
        var weekend = events.Count(e => e.Time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) / 2.0;
        var working = events.Count(e => e.Time.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)) / 5.0;
        return weekend >= 1.5 * working - 1e-9 ? "more at weekends" : working >= 1.5 * weekend - 1e-9 ? "more on working days" : "evenly over the week";
    }
}
