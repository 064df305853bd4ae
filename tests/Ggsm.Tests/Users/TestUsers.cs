using Ggsm.Users;

namespace Ggsm.Tests.Users;

/// <summary>Small users made by hand and by chance.</summary>
internal static class TestUsers
{
    public static DateTimeOffset AsOf { get; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public static UserEvent Event(Modality modality, double daysBefore, params EventField[] fields) =>
        new(AsOf - TimeSpan.FromDays(daysBefore), modality, fields);

    public static UserEvent Event(Modality modality, double daysBefore, string text) => Event(modality, daysBefore, EventField.Of("item", text));

    public static UserProfile Profile(params UserEvent[] events) => UserProfile.Split("u-secret", events, AsOf);

    /// <summary>A user with up to 40 events of every modality, of one to three words each.</summary>
    public static UserProfile Random(ulong seed)
    {
        var random = new SeededRandom(seed);
        string[] words = ["noodles", "coffee", "jazz", "Zürich", "月", "a<b", "x;y", "12", "train"];
        var events = new List<UserEvent>();
        foreach (var modality in Modalities.OfEvents)
        {
            for (var n = random.NextInt(40); n > 0; n--)
            {
                var text = string.Join(' ', Enumerable.Range(0, 1 + random.NextInt(3)).Select(_ => words[random.NextInt(words.Length)]));
                events.Add(Event(modality, random.NextDouble() * 89, EventField.Of("item", text), EventField.Of("amount", random.NextInt(5000))));
            }
        }

        return Profile([.. events]) with { Tabular = [EventField.Of("payments", random.NextInt(100)), EventField.Of("city", "Zürich")] };
    }
}
