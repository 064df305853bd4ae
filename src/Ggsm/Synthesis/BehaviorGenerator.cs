using Ggsm.Users;

namespace Ggsm.Synthesis;

/// <summary>
/// Makes users out of nothing: latent traits (interests, favourites, spending power, activity with its trend and weekly
/// rhythm) give events of five modalities over 90 days and the month after, and the labels of two tasks.
/// </summary>
/// <remarks>
/// Labels are named after tasks of the paper's Table 2. <c>food</c> (behaviour preference): whether food is a strong
/// interest. <c>concert</c> (concert click): whether a concert offer shown in the future month would be clicked. Both
/// follow from the share of the interest plus noise, so that no reader of the history can be perfect.
/// Only seeded integer arithmetic, additions, multiplications and divisions are used: the same seed gives the same users
/// on any machine, and user n is the same however many are made.
/// </remarks>
public static class BehaviorGenerator
{
    /// <summary>The two tasks.</summary>
    public static IReadOnlyList<string> Tasks { get; } = [Topic.Food, Topic.Concert];

    /// <summary>Everyone's as-of date.</summary>
    public static DateTimeOffset AsOf { get; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private const int MostActionsPerDay = 4;
    private const double FavouriteShare = 0.8;
    private const double LabelNoise = 0.05;
    private const double LabelThreshold = 0.13;

    /// <summary>Users one by one, as they are asked for.</summary>
    /// <param name="users">How many.</param>
    /// <param name="seed">The seed.</param>
    public static IEnumerable<UserProfile> Generate(int users, ulong seed) =>
        Enumerable.Range(1, users).Select(number => Make($"u{number}", SeededRandom.For(seed, $"user {number}")));

    private static UserProfile Make(string id, SeededRandom random)
    {
        var traits = Traits.Draw(random);
        var profile = UserProfile.Split(id, Live(traits, random), AsOf);
        return profile with
        {
            Tabular = Facts(profile.History),
            Labels = Tasks.ToDictionary(
                task => task, task => traits.InterestIn(task) + (LabelNoise * random.NextNormal()) > LabelThreshold ? 1 : 0),
        };
    }

    private static IEnumerable<UserEvent> Live(Traits traits, SeededRandom random)
    {
        var days = (UserProfile.HistoryWindow + UserProfile.FutureWindow).Days;
        var start = AsOf - UserProfile.HistoryWindow;
        for (var day = 0; day < days; day++)
        {
            var date = start.AddDays(day);
            var rate = traits.Activity * (1 + (traits.Trend * ((2.0 * day / days) - 1)));
            if (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
                rate *= traits.Weekend;
            for (var action = 0; action < MostActionsPerDay; action++)
            {
                if (random.NextBool(rate / MostActionsPerDay))
                    yield return Act(traits, date, random);
            }
        }
    }

    private static UserEvent Act(Traits traits, DateTimeOffset date, SeededRandom random)
    {
        var time = date.AddHours(7 + random.NextInt(16)).AddMinutes(random.NextInt(60));
        var k = random.NextIndex(traits.Interests);
        var topic = Topic.All[k];
        var item = random.NextBool(FavouriteShare)
            ? random.NextBool(0.65) ? traits.Favourites[k].First : traits.Favourites[k].Second
            : topic.Items[random.NextInt(topic.Items.Length)];
        var modality = Modalities.OfEvents[random.NextIndex([0.35, 0.2, 0.15, 0.12, 0.18])];
        return new UserEvent(time, modality, Describe(modality, topic, item, traits, random));
    }

    private static EventField[] Describe(Modality modality, Topic topic, string item, Traits traits, SeededRandom random) => modality switch
    {
        Modality.Bill => [EventField.Of("item", item), EventField.Of("amount", Price(topic, traits, random))],
        Modality.MiniProgram => [EventField.Of("service", topic.Name), EventField.Of("item", item)],
        Modality.Spm => [EventField.Of("page", topic.Name), EventField.Of("action", random.NextBool(0.3) ? "click" : "view")],
        Modality.App => [EventField.Of("app", topic.Name), EventField.Of("action", random.NextBool(0.1) ? "install" : "open")],
        Modality.Search => [EventField.Of("words", random.NextBool(0.3) ? $"{item} near me" : item)],
        _ => throw new ArgumentOutOfRangeException(nameof(modality), modality, "not a modality of events"),
    };

    /// <summary>Whole units, at least one, spread by half around the usual price times the user's spending power.</summary>
    private static double Price(Topic topic, Traits traits, SeededRandom random) =>
        Math.Max(1, Math.Floor(topic.UsualPrice * traits.Spending * (0.5 + random.NextDouble())));

    private static EventField[] Facts(IReadOnlyList<UserEvent> history)
    {
        var payments = history.Where(e => e.Modality == Modality.Bill).ToArray();
        return
        [
            EventField.Of("active days", history.Select(e => e.Time.Date).Distinct().Count()),
            EventField.Of("payments", payments.Length),
            EventField.Of("spent", payments.Sum(e => e.Field("amount")!.Value.Number!.Value)),
        ];
    }
}
