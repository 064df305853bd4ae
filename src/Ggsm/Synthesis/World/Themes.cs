using Ggsm.Users;

namespace Ggsm.Synthesis.World;

/// <summary>The nine fields of life behind the paper's nine tasks.</summary>
public static class Themes
{
    /// <summary>The task whose positives hardly act in the month after.</summary>
    internal const string Leaving = "mau";

    /// <summary>The nine, in the order of Table 2.</summary>
    public static IReadOnlyList<Theme> All { get; } =
    [
        new()
        {
            Task = "concert", Group = "user prediction", Modality = Modality.MiniProgram, Weekend = 1.8, TableAuc = 0.5767,
            For = ["concert", "festival", "livehall"], Against = ["radio", "podcast", "karaoke"], Contracts = ["fanclub", "arena", "backstage"],
            Fact = "music level", Intercept = -1.12, Slope = 0.28, HabitSpread = 3.99, Disposition = t => (0.9 * t.Concert) + (0.3 * t.SpendingPower),
        },
        new()
        {
            Task = "login", Group = "user prediction", Modality = Modality.App, TableAuc = 0.8438, Rate = 4,
            For = ["wallet", "savings", "ledger"], Against = ["torch", "recorder", "compass"], Contracts = ["autopay", "widget", "assistant"],
            Fact = "digital level", Intercept = 0.61, Slope = 1.83, HabitSpread = 4.64, Disposition = t => (0.9 * t.Digital) + (0.3 * t.Trend),
        },
        new()
        {
            Task = Leaving, Group = "user prediction", Modality = Modality.Spm, TableAuc = 0.9674, Rate = 5,
            For = ["export", "goodbye", "complaint"], Against = ["home", "feed", "friends"], Contracts = ["newsletter", "alerts", "membership"],
            Fact = "silence level", Intercept = -4.3, Slope = 4.9, HabitSpread = 5.18, Disposition = t => (0.7 * t.Restlessness) - (0.6 * t.Trend),
        },
        new()
        {
            Task = "transit", Group = "behaviour preference", Modality = Modality.MiniProgram, Weekend = 0.5, TableAuc = 0.6978,
            For = ["metro", "tram", "bus"], Against = ["taxi", "carhire", "parking"], Contracts = ["citypass", "bikeshare", "railcard"],
            Fact = "commute level", Intercept = -0.46, Slope = 0.8, HabitSpread = 4.03, Disposition = t => (0.9 * t.Transit) - (0.3 * t.SpendingPower),
        },
        new()
        {
            Task = "power", Group = "behaviour preference", Modality = Modality.Bill, Weekend = 1.3, TableAuc = 0.9689, Rate = 5,
            For = ["boutique", "gallery", "jeweller"], Against = ["discounter", "outlet", "thrift"], Contracts = ["tailor", "winery", "lounge"],
            Fact = "income level", Intercept = -2.2, Slope = 5.65, HabitSpread = 5.69, Disposition = t => t.SpendingPower - (0.3 * t.PriceSensitivity),
        },
        new()
        {
            Task = "food", Group = "behaviour preference", Modality = Modality.Bill, Weekend = 1.4, TableAuc = 0.8554, Rate = 4,
            For = ["bistro", "bakery", "sushi"], Against = ["grocer", "canteen", "freezer"], Contracts = ["mealkit", "veggiebox", "coffeeclub"],
            Fact = "dining level", Intercept = -0.29, Slope = 2, HabitSpread = 4.56, Disposition = t => (0.9 * t.Food) + (0.3 * t.SpendingPower),
        },
        new()
        {
            Task = "movie", Group = "behaviour preference", Modality = Modality.App, Weekend = 1.7, TableAuc = 0.7913,
            For = ["cinema", "trailers", "filmnotes"], Against = ["chess", "weather", "scores"], Contracts = ["moviepass", "arthouse", "animehub"],
            Fact = "film level", Intercept = -0.54, Slope = 1.36, HabitSpread = 3.97, Disposition = t => (0.9 * t.Film) - (0.2 * t.PriceSensitivity),
        },
        new()
        {
            Task = "achievement", Group = "marketing sensitivity", Modality = Modality.Spm, TableAuc = 0.6078,
            For = ["badges", "streaks", "ranking"], Against = ["skip", "mute", "archive"], Contracts = ["league", "challenge", "quest"],
            Fact = "game level", Intercept = -0.88, Slope = 0.4, HabitSpread = 3.93, Disposition = t => (0.8 * t.Achievement) + (0.4 * t.Digital),
        },
        new()
        {
            Task = "physical", Group = "marketing sensitivity", Modality = Modality.MiniProgram, TableAuc = 0.6615,
            For = ["gifts", "samples", "parcels"], Against = ["points", "ecards", "stickers"], Contracts = ["samplebox", "giftclub", "toybox"],
            Fact = "parcel level", Intercept = -0.69, Slope = 0.62, HabitSpread = 3.89, Disposition = t => (0.5 * t.PriceSensitivity) - (0.7 * t.Achievement),
        },
    ];

    /// <summary>The theme of a task.</summary>
    /// <exception cref="BadInputException">There is no such task.</exception>
    public static Theme Of(string task) =>
        All.FirstOrDefault(t => t.Task == task)
        ?? throw new BadInputException($"there is no task \"{task}\".", field: "tasks", remedy: $"Tasks: {string.Join(", ", All.Select(t => t.Task))}.");
}
