using Ggsm.Users;

namespace Ggsm.Synthesis.World;

/// <summary>How the happenings of the known world are written as events of each modality.</summary>
internal static class WorldEvents
{
    private const int UsualPrice = 24;

    /// <summary>The word that ends a contract, and with it the meaning of what came before.</summary>
    public static string VoidWord(Modality modality) => modality switch
    {
        Modality.Bill => "refund",
        Modality.MiniProgram => "cancel",
        Modality.Spm => "close",
        Modality.App => "uninstall",
        _ => throw new ArgumentOutOfRangeException(nameof(modality), modality, "holds no contracts"),
    };

    public static UserEvent Everyday(DateTimeOffset time, Modality modality, string key, UserTraits traits, SeededRandom random) => modality switch
    {
        Modality.Bill => new(time, modality, [EventField.Of("merchant", key), Amount(UsualPrice, traits, random)]),
        Modality.Search => new(time, modality, [EventField.Of("words", key)]),
        Modality.Spm => new(time, modality, [EventField.Of("page", key), EventField.Of("action", random.NextBool(0.3) ? "click" : "view")]),
        _ => new(time, modality, [EventField.Of(KeyField(modality), key), EventField.Of("action", "open")]),
    };

    public static UserEvent Plan(DateTimeOffset time, Modality modality, string key, int value, UserTraits traits, SeededRandom random)
    {
        EventField[] fields = [EventField.Of(KeyField(modality), key), EventField.Of("plan", Tier.NameOf(value))];
        return new UserEvent(time, modality, modality == Modality.Bill ? [.. fields, Amount(UsualPrice * (value + 3), traits, random)] : fields);
    }

    public static UserEvent Void(DateTimeOffset time, Modality modality, string key) =>
        new(time, modality, [EventField.Of(KeyField(modality), key), EventField.Of("action", VoidWord(modality))]);

    /// <summary>An offer of the month after, clicked or only seen.</summary>
    public static UserEvent Offer(DateTimeOffset time, string task, bool clicked) =>
        new(time, Modality.Spm, [EventField.Of("page", $"{task} offer"), EventField.Of("action", clicked ? "click" : "view")]);

    private static string KeyField(Modality modality) => modality switch
    {
        Modality.Bill => "merchant",
        Modality.MiniProgram => "service",
        Modality.Spm => "page",
        Modality.App => "app",
        _ => "words",
    };

    /// <summary>Whole units, at least one: spread by half around the price times what the user can spend.</summary>
    private static EventField Amount(int price, UserTraits traits, SeededRandom random) =>
        EventField.Of("amount", Math.Max(1, Math.Floor(price * (1 + (0.6 * traits.SpendingPower)) * (0.5 + random.NextDouble()))));
}
