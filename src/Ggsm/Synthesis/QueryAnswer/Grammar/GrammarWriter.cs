using System.Globalization;
using Ggsm.Users;

namespace Ggsm.Synthesis.QueryAnswer.Grammar;

/// <summary>
/// Writes pairs without a model: it reads facts off the history and words them by a grammar. Like a language model with a
/// short context it drafts from the newest events of each modality; the review reads everything, corrects numbers, and
/// rejects what does not hold. The same seed writes the same pairs on any machine.
/// </summary>
public sealed class GrammarWriter : IPairWriter
{
    /// <summary>Events of each modality a draft is written from, the newest.</summary>
    public const int DefaultNewestPerModality = 24;

    private const int MostRules = 12;
    private const int LeastPairsOfFeature = 8;
    private const double LeastLift = 1.1;

    // Shares of answers of one, two and three facts before any rule is known.
    private static readonly double[] FactCounts = [0.4, 0.4, 0.2];

    private readonly GrammarText grammar;
    private readonly ulong seed;
    private readonly int newestPerModality;

    /// <param name="grammar">The wordings.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="newestPerModality">Events of each modality a draft is written from.</param>
    public GrammarWriter(GrammarText grammar, ulong seed, int newestPerModality = DefaultNewestPerModality)
    {
        this.grammar = grammar;
        this.seed = seed;
        this.newestPerModality = newestPerModality;
    }

    /// <inheritdoc/>
    public string Name => "grammar";

    /// <inheritdoc/>
    public int Concurrency => 1;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Scenario>> ChooseScenariosAsync(
        UserProfile user, ScenarioRelevance relevance, int most, CancellationToken cancellation = default) =>
        Task.FromResult(relevance.MostRelevant(user, most));

    /// <inheritdoc/>
    public Task<Draft> WriteAsync(WritingTask task, CancellationToken cancellation = default)
    {
        var random = SeededRandom.For(seed, $"pair {task.Variation} of {task.User.Id} in {task.Scenario.Id}");
        var lifts = task.Rules.Where(r => r.Feature is not null).ToDictionary(r => r.Feature!, r => r.Lift);
        double Lift(string feature) => lifts.GetValueOrDefault(feature, 1);

        UserEvent[] read = [.. Modalities.OfEvents.SelectMany(m => task.User.Events(m).TakeLast(newestPerModality)).Where(task.Scenario.Covers).OrderBy(e => e.Time)];
        var facts = Scopes(task.Scenario, read).SelectMany(scope => FactsOf(scope, read, task.User.AsOf)).ToArray();
        if (facts.Length == 0)
            throw new UnusableReplyException("the newest events hold nothing of the scenario");

        var main = facts[random.NextIndex([.. facts.Select(f => Lift(KindFeature(f)) * Lift(PlaceFeature(f)))])];
        var count = 1 + random.NextIndex([.. FactCounts.Select((share, i) => share * Lift(CountFeature(i + 1)))]);
        var asides = facts.Where(f => f.Scope == main.Scope && f.Kind != main.Kind).ToArray();
        random.Shuffle<Fact>(asides);
        Fact[] stated = [main, .. asides.Take(count - 1)];

        var slots = SlotsOf(main);
        int Choose(string part)
        {
            var wordings = grammar.Wordings(GrammarText.Entry(main.Kind, part));
            return random.NextIndex([.. wordings.Select(w => Lift(WordingFeature(part, w)))]);
        }

        var asking = grammar.Wordings(GrammarText.Entry(main.Kind, GrammarText.Question))[Choose(GrammarText.Question)];
        string[] question = [grammar.Fill(asking, main.Scope.Place, slots, random)];
        if (stated.Length > 1)
            question = [.. question, grammar.Write(GrammarText.More, main.Scope.Place, slots, random)];
        var wording = (First: Choose(GrammarText.Answer), Seed: random.NextBits());
        return Task.FromResult(new Draft(GrammarText.Sentences(question), Answer(stated, wording))
        {
            Features =
            [
                KindFeature(main), PlaceFeature(main), CountFeature(stated.Length), WordingFeature(GrammarText.Question, asking),
                WordingFeature(GrammarText.Answer, grammar.Wordings(GrammarText.Entry(main.Kind, GrammarText.Answer))[wording.First]),
            ],
            Facts = stated,
            Wording = wording,
        });
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<HardRule>> FindRulesAsync(
        IReadOnlyList<ProbedPair> hard, IReadOnlyList<ProbedPair> easy, CancellationToken cancellation = default)
    {
        var hardCounts = hard.SelectMany(p => p.Draft.Features).CountBy(f => f).ToDictionary();
        var share = (hard.Count + 1.0) / (hard.Count + easy.Count + 2.0);
        var rules = hard.Concat(easy).SelectMany(p => p.Draft.Features).CountBy(f => f)
            .Where(f => f.Value >= LeastPairsOfFeature)
            .Select(f => (Feature: f.Key, HardShare: (hardCounts.GetValueOrDefault(f.Key) + 1.0) / (f.Value + 2.0)))
            .Where(f => f.HardShare >= LeastLift * share)
            .OrderByDescending(f => f.HardShare).ThenBy(f => f.Feature, StringComparer.Ordinal)
            .Take(MostRules);
        return Task.FromResult<IReadOnlyList<HardRule>>([.. rules.Select(f => new HardRule(
            string.Create(CultureInfo.InvariantCulture, $"{Advice(f.Feature)} ({f.HardShare:P0} of such pairs are hard, of all pairs {share:P0})."),
            f.Feature, f.HardShare / share))]);
    }

    /// <inheritdoc/>
    public Task<Review> ReviewAsync(UserProfile user, Draft draft, CancellationToken cancellation = default)
    {
        var truth = new List<Fact>();
        foreach (var fact in draft.Facts)
        {
            var found = new FactFinder(fact.Scope, user.History, user.AsOf).Find(fact.Kind, fact.Field);
            if (found?.Gist != fact.Gist)
            {
                var kind = fact.Kind.ToString().ToLowerInvariant();
                return Task.FromResult(new Review(null, $"contradiction: {kind}",
                    $"\"{draft.Question}\": {kind} said to be {fact.Gist}; the whole profile says {found?.Gist ?? "nothing of the kind"}."));
            }

            truth.Add(found);
        }

        var answer = truth.Zip(draft.Facts).All(f => f.First.States(f.Second)) ? draft.Answer : Answer(truth, draft.Wording);
        return Task.FromResult(new Review(answer));
    }

    private string Answer(IReadOnlyList<Fact> facts, (int First, ulong Seed) wording)
    {
        var random = new SeededRandom(wording.Seed);
        return GrammarText.Sentences(facts.Select((fact, i) => i == 0
            ? grammar.Fill(grammar.Wordings(GrammarText.Entry(fact.Kind, GrammarText.Answer))[wording.First], fact.Scope.Place, SlotsOf(fact), random)
            : grammar.Write(GrammarText.Entry(fact.Kind, GrammarText.Aside), fact.Scope.Place, SlotsOf(fact), random)));
    }

    private static IEnumerable<EventScope> Scopes(Scenario scenario, IReadOnlyList<UserEvent> read)
    {
        Modality[] places = [.. read.Select(e => e.Modality).Distinct().Order()];
        foreach (var place in places)
            yield return new EventScope(scenario, place);
        if (places.Length > 1)
            yield return new EventScope(scenario, null);
    }

    private static IEnumerable<Fact> FactsOf(EventScope scope, IReadOnlyList<UserEvent> read, DateTimeOffset asOf)
    {
        var finder = new FactFinder(scope, read, asOf);
        return Enum.GetValues<FactKind>().Select(kind => finder.Find(kind)).OfType<Fact>();
    }

    private static Dictionary<string, string> SlotsOf(Fact fact) => new(fact.Slots) { ["about"] = fact.Scope.Scenario.About };

    private static string KindFeature(Fact fact) => $"fact={fact.Kind.ToString().ToLowerInvariant()}";

    private static string PlaceFeature(Fact fact) => $"place={fact.Scope.Place}";

    private static string CountFeature(int facts) => string.Create(CultureInfo.InvariantCulture, $"facts={facts}");

    private static string WordingFeature(string part, string wording) => $"{part}={wording}";

    private static string Advice(string feature) => feature.Split('=', 2) switch
    {
        [GrammarText.Question or GrammarText.Answer, var wording] => $"Word the {feature.Split('=')[0]} as \"{wording}\"",
        ["fact", var kind] => $"Ask for the {kind}",
        ["place", "all"] => "Ask across all places",
        ["place", var place] => $"Ask about the {place} events",
        [_, var facts] => $"State {facts} fact{(facts == "1" ? "" : "s")} in the answer",
        _ => feature,
    };
}
