using Ggsm.Users;

namespace Ggsm.Synthesis.World;

/// <summary>
/// Makes users whose truth is known: latent traits give events of all six modalities over 90 days and the month after,
/// and the labels of the nine tasks of the paper's Table 2 by a known link.
/// </summary>
/// <remarks>
/// The label's score has two parts of equal spread: habits, which can be counted in any order, and standings, which lie
/// in the order alone (see <see cref="ContractScene"/>). <see cref="WorldOptions.Forward"/> is the standing's share of the
/// score's variance. The histories of the same seed are the same at every setting of the dial, and with
/// <see cref="ForwardControl.Shuffled"/> the same but for their order.
/// <para>
/// The month after follows the score (see <see cref="MonthAfter"/>), and each label is about that month: the offer of the
/// task is clicked or only seen, and who leaves hardly acts. What tells people apart by name, their contracts and
/// favourites, does not return there.
/// </para>
/// <para>
/// Only seeded integer arithmetic, additions, multiplications, divisions and square roots are used: the same seed gives
/// the same users on any machine, and user n is the same however many are made. Not a single state is shared, so users can
/// be made in parallel.
/// </para>
/// </remarks>
public sealed class WorldGenerator
{
    /// <summary>The standard deviation of a theme's standing for a mean of one plan a contract; it grows with the square root of the plans.</summary>
    private const double SpreadOfOnePlan = 1.975;
    private const double OppositesSpread = 2.01;
    private const int BatchSize = 32;
    private const double OfferShare = 0.5;
    private const double LeaversActivity = 0.25;

    private static readonly int HistoryDays = UserProfile.HistoryWindow.Days;
    private static readonly int AllDays = HistoryDays + UserProfile.FutureWindow.Days;

    private readonly double habitWeight;
    private readonly double standingWeight;
    private readonly double standingSpread;

    /// <param name="options">What to make.</param>
    /// <exception cref="BadInputException">An option is out of range.</exception>
    public WorldGenerator(WorldOptions options)
    {
        Options = options;
        Themes = options.Validate();
        habitWeight = Math.Sqrt(1 - options.Forward);
        standingWeight = Math.Sqrt(options.Forward);
        standingSpread = options.Control is ForwardControl.Latest or ForwardControl.First
            ? OppositesSpread
            : SpreadOfOnePlan * Math.Sqrt(ContractScene.MeanPlans(options.Plans));
    }

    /// <summary>Everyone's as-of date.</summary>
    public static DateTimeOffset AsOf { get; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What is made.</summary>
    public WorldOptions Options { get; }

    /// <summary>The fields of life of these users.</summary>
    public IReadOnlyList<Theme> Themes { get; }

    /// <summary>The users from number 1 on, one by one, as they are asked for.</summary>
    public IEnumerable<WorldUser> Generate(int users) => Enumerable.Range(1, users).Select(n => Make(n));

    /// <summary>One user.</summary>
    /// <param name="number">Which, from 1 on.</param>
    public WorldUser Make(long number)
    {
        var id = $"u{number}";
        var random = SeededRandom.For(Options.Seed, id);
        var traits = UserTraits.Draw(random);
        var calendar = new Calendar(traits, AsOf - UserProfile.HistoryWindow, AllDays, random);
        var tail = new LongTail(traits, random);
        var lives = Themes.Select(t => new EverydayLife(t, traits, StreamOf(id, t, "everyday"))).ToArray();

        var profile = History(id, traits, calendar, tail, lives, random);
        var readings = Themes.Select(t => HistoryReader.Read(profile, t, Options.Control)).ToArray();
        var draws = SeededRandom.For(Options.Seed, $"{id} labels");
        var tasks = new Dictionary<string, TaskTruth>();
        var labels = new Dictionary<string, int>();
        for (var k = 0; k < Themes.Count; k++)
        {
            var truth = tasks[Themes[k].Task] = Judge(Themes[k], readings[k]);
            labels[Themes[k].Task] = draws.NextBool(truth.Probability) ? 1 : 0;
        }

        profile = profile with { Labels = labels, Future = [.. Future(id, tasks, labels, traits, calendar, tail, random).OrderBy(e => e.Time)] };
        if (Options.Control == ForwardControl.Shuffled)
            profile = profile with { History = Shuffle(profile.History, SeededRandom.For(Options.Seed, $"{id} order")) };
        return new WorldUser(profile, new UserTruth(id, traits, tasks, [.. readings.SelectMany(r => r.Relabelled).Order()]));
    }

    /// <summary>The positions, from 0, at which batches begin.</summary>
    internal static IEnumerable<long> Batches(long users)
    {
        for (var first = 0L; first < users; first += BatchSize)
            yield return first;
    }

    /// <summary>The batch of users that begins at a position.</summary>
    internal UserBatch MakeBatch(long first, long users)
    {
        var made = new WorldUser[Math.Min(BatchSize, users - first)];
        for (var i = 0; i < made.Length; i++)
            made[i] = Make(first + i + 1);
        return new UserBatch(first, [.. made.Select(u => u.Profile)], [.. made.Select(u => u.Truth)]);
    }

    private UserProfile History(string id, UserTraits traits, Calendar calendar, LongTail tail, EverydayLife[] lives, SeededRandom random)
    {
        var events = new List<UserEvent>(128);
        for (var k = 0; k < Themes.Count; k++)
        {
            events.AddRange(lives[k].Draw(calendar, HistoryDays, StreamOf(id, Themes[k], "history")));
            events.AddRange(ContractScene.Draw(Themes[k], traits, Options, calendar, HistoryDays, StreamOf(id, Themes[k], "contracts")));
        }

        events.AddRange(tail.Draw(calendar, 0, HistoryDays, random, favourites: true));
        if (calendar.Life is { } life)
        {
            events.AddRange(life.Words.Select((words, i) =>
                WorldEvents.Everyday(calendar.TimeOn(life.FirstDay + i, random), Modality.Search, words, traits, random)));
        }

        var profile = UserProfile.Split(id, events, AsOf);
        return profile with { Future = [], Tabular = Facts(profile.History, lives) };
    }

    private EventField[] Facts(IReadOnlyList<UserEvent> history, EverydayLife[] lives)
    {
        var payments = history.Where(e => e.Modality == Modality.Bill && e.Fields[^1].Number is not null).ToArray();
        return
        [
            .. lives.Select((life, k) => EventField.Of(Themes[k].Fact, life.Fact)),
            EventField.Of("active days", history.Select(e => e.Time.Date).Distinct().Count()),
            EventField.Of("payments", payments.Length),
            EventField.Of("spent", payments.Sum(e => e.Fields[^1].Number!.Value)),
        ];
    }

    private TaskTruth Judge(Theme theme, ThemeReading reading)
    {
        var habit = reading.Habit / theme.HabitSpread;
        var standing = reading.Standing / standingSpread;
        var score = (habitWeight * habit) + (standingWeight * standing);
        var orderFree = OrderFreeReader.Standings(reading.Plans, Options.Control)
            .Sum(s => s.Probability * Probability((habitWeight * habit) + (standingWeight * s.Standing / standingSpread)));
        return new TaskTruth(habit, standing, score, Probability(score), orderFree);

        double Probability(double at) => Logistic.Of(theme.Intercept + (theme.Slope * at));
    }

    private List<UserEvent> Future(
        string id, Dictionary<string, TaskTruth> tasks, Dictionary<string, int> labels, UserTraits traits, Calendar calendar, LongTail tail, SeededRandom random)
    {
        var events = new List<UserEvent>(64);
        foreach (var theme in Themes)
            events.AddRange(MonthAfter.Draw(theme, tasks[theme.Task].Score, traits, calendar, HistoryDays, AllDays, StreamOf(id, theme, "future")));
        events.AddRange(tail.Draw(calendar, HistoryDays, AllDays, random, favourites: false));
        foreach (var (task, label) in labels)
        {
            if (random.NextBool(OfferShare))
                events.Add(WorldEvents.Offer(calendar.Draw(null, HistoryDays, AllDays, random), task, label == 1));
        }

        if (labels.GetValueOrDefault(World.Themes.Leaving) == 1)
            events.RemoveAll(_ => !random.NextBool(LeaversActivity));
        if (events.Count == 0)
            events.Add(tail.DrawOne(calendar, HistoryDays, AllDays, random));
        return events;
    }

    /// <summary>Deals what happened anew over the times of its modality.</summary>
    private static UserEvent[] Shuffle(IReadOnlyList<UserEvent> history, SeededRandom random)
    {
        var shuffled = history.ToArray();
        foreach (var modality in Modalities.OfEvents)
        {
            int[] places = [.. Enumerable.Range(0, shuffled.Length).Where(i => shuffled[i].Modality == modality)];
            var contents = places.Select(i => shuffled[i].Fields).ToArray();
            random.Shuffle<IReadOnlyList<EventField>>(contents);
            for (var i = 0; i < places.Length; i++)
                shuffled[places[i]] = shuffled[places[i]] with { Fields = contents[i] };
        }

        return shuffled;
    }

    private SeededRandom StreamOf(string id, Theme theme, string part) => SeededRandom.For(Options.Seed, $"{id} {theme.Task} {part}");
}
