using Ggsm.Users;

namespace Ggsm.Tests.Synthesis.QueryAnswer;

/// <summary>Users with something to ask about: payments with amounts, mini-programs and searches over 90 days.</summary>
internal static class People
{
    private static readonly string[] Things = ["noodles", "coffee", "jazz", "opera", "train", "metro", "yoga", "chess", "comedy", "museum"];

    public static DateTimeOffset AsOf { get; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public static UserProfile[] Make(int count, int events = 60) => [.. Enumerable.Range(1, count).Select(n => Make($"user-{n}", (ulong)n, events))];

    public static UserEvent Event(Modality modality, double daysBefore, params EventField[] fields) => new(AsOf.AddDays(-daysBefore), modality, fields);

    public static UserEvent Paid(double daysBefore, string item, double amount) =>
        Event(Modality.Bill, daysBefore, EventField.Of("item", item), EventField.Of("amount", amount));

    public static UserProfile With(params UserEvent[] events) => UserProfile.Split("user-0", events, AsOf);

    /// <summary>Writes them as a data folder.</summary>
    public static void Write(string folder, IEnumerable<UserProfile> users)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, "users.jsonl"), stream => UsersFile.Write(stream, users));
    }

    private static UserProfile Make(string id, ulong seed, int events)
    {
        var random = new SeededRandom(seed);
        var favourite = random.NextInt(Things.Length);
        return UserProfile.Split(id, Enumerable.Range(0, events).Select(_ =>
        {
            var thing = random.NextBool(0.4) ? Things[favourite] : Things[random.NextInt(Things.Length)];
            var days = 0.01 + (89 * random.NextDouble());
            return random.NextInt(4) switch
            {
                0 or 1 => Paid(days, thing, 1 + random.NextInt(80)),
                2 => Event(Modality.MiniProgram, days, EventField.Of("service", "daily"), EventField.Of("item", thing)),
                _ => Event(Modality.Search, days, EventField.Of("words", random.NextBool(0.3) ? $"{thing} near me" : thing)),
            };
        }), AsOf);
    }
}
